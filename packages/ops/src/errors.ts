/** What went wrong, stable across versions. */
export type OpsErrorCode = 'OPS_BAD_SHAPE' | 'OPS_BAD_OPTION' | 'OPS_BAD_DTYPE';

/** An argument that an operation cannot work with. */
export class OpsError extends Error {
  override readonly name = 'OpsError';

  constructor(
    readonly code: OpsErrorCode,
    message: string,
  ) {
    super(message);
  }
}
