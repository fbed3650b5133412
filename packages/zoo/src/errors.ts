/** What went wrong, stable across versions. */
export type ZooErrorCode =
  | 'ZOO_UNKNOWN_MODEL'
  | 'ZOO_BAD_ROW'
  | 'ZOO_BAD_INPUT'
  | 'ZOO_BAD_FILE'
  | 'ZOO_WRONG_MODEL'
  | 'ZOO_CANNOT_READ'
  | 'ZOO_CANNOT_WRITE'
  | 'ZOO_UNKNOWN_WEIGHTS'
  | 'ZOO_CANNOT_DOWNLOAD'
  | 'ZOO_CHECKSUM'
  | 'ZOO_FOLDED';

/** A model that cannot be named, built, loaded or saved. */
export class ZooError extends Error {
  override readonly name = 'ZooError';

  constructor(
    readonly code: ZooErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
