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
  /** A server does not give a file: it is not there, may not be had, or the connection keeps breaking. */
  | 'DATA_CANNOT_DOWNLOAD'
  /** A downloaded file is not the one that was wanted; it is gone again. */
  | 'DATA_CHECKSUM_MISMATCH'
  /** A dataset's file is cut short, too long or holds what its format has no place for. */
  | 'DATA_DAMAGED_FILE'
  /** A tar archive is damaged or cut short, or holds links, paths out of itself or entries beyond the limits. */
  | 'DATA_BAD_ARCHIVE'
  /** There is not a single image where a dataset, or a class of it, should be. */
  | 'DATA_NO_SAMPLES'
  /** A label, or a file of labels, names no class. */
  | 'DATA_BAD_LABEL'
  /** The bytes are no image, or an image that is cut short or damaged. */
  | 'DATA_NOT_AN_IMAGE'
  /** The bytes are an image of a format that this package does not read. */
  | 'DATA_UNSUPPORTED_IMAGE'
  /** The image has, or would have, more pixels than the limit. */
  | 'DATA_IMAGE_TOO_LARGE'
  /** Samples that should share one shape do not. */
  | 'DATA_SHAPE_MISMATCH'
  /** A stream ended before it had given as many samples as an epoch has. */
  | 'DATA_STREAM_TOO_SHORT'
  /** Every image of a batch is bad. */
  | 'DATA_BAD_IMAGES'
  /** A worker ended, or cannot do what is asked of it. */
  | 'DATA_WORKER_FAILED'
  /** The loader was closed while batches were being made. */
  | 'DATA_CLOSED';

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
