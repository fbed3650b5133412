/** Every code that a {@link DataError} can carry; codes are stable, sentences may improve. */
export type DataErrorCode =
  /** An argument or option is out of its range. */
  | 'DATA_INVALID_OPTION'
  /** A dataset has no sample of that index. */
  | 'DATA_INDEX_OUT_OF_RANGE'
  /** A file or folder is missing, is of the wrong kind, or may not be read. */
  | 'DATA_CANNOT_READ'
  /** A file cannot be written; nothing half-written is left behind. */
  | 'DATA_CANNOT_WRITE'
  /** The bytes are no image, or an image that is cut short or damaged. */
  | 'DATA_NOT_AN_IMAGE'
  /** The bytes are an image of a format that this package does not read. */
  | 'DATA_UNSUPPORTED_IMAGE'
  /** The image has, or would have, more pixels than the limit. */
  | 'DATA_IMAGE_TOO_LARGE'
  /** Samples that should share one shape do not. */
  | 'DATA_SHAPE_MISMATCH';

/** What this package throws for input that it cannot use: a stable `code`, and a sentence that says what to do. */
export class DataError extends Error {
  override readonly name = 'DataError';

  constructor(
    readonly code: DataErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
