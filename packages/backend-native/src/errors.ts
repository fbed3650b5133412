/** What went wrong, stable across versions. */
export type NativeErrorCode =
  /** The addon is not built, or this machine cannot load it. */
  | 'NATIVE_UNAVAILABLE'
  /** There is no kernel of that name for this backend, or not for what was asked of it. */
  | 'NATIVE_UNSUPPORTED'
  /** A tensor of a shape or type that a kernel cannot take. */
  | 'NATIVE_BAD_INPUT';

/** Why the native backend cannot do something: a stable `code`, and a sentence that says what to do. */
export class NativeError extends Error {
  override readonly name = 'NativeError';

  constructor(
    readonly code: NativeErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
