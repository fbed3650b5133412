/** What went wrong, stable across versions. */
export type BlocksErrorCode = 'BLOCKS_BAD_OPTION' | 'BLOCKS_BAD_SHAPE' | 'BLOCKS_NOT_INITIALISED';

/** A block that cannot be built, or is used before it has weights. */
export class BlocksError extends Error {
  override readonly name = 'BlocksError';

  constructor(
    readonly code: BlocksErrorCode,
    message: string,
  ) {
    super(message);
  }
}
