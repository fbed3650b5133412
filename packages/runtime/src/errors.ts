/** What went wrong, stable across versions. */
export type RuntimeErrorCode =
  /** There is no backend of that name. */
  | 'RUNTIME_UNKNOWN_BACKEND'
  /** The backend is not installed, is not part of this version, or does not start. */
  | 'RUNTIME_BACKEND_UNAVAILABLE'
  /** An option is out of its range. */
  | 'RUNTIME_INVALID_OPTION'
  /** This Node cannot run what a measurement needs. */
  | 'RUNTIME_CANNOT_MEASURE';

/** A backend that cannot be had: a stable `code`, and a sentence that says why and what to do. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';

  constructor(
    readonly code: RuntimeErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
