/** What went wrong, stable across versions. */
export type ConverterErrorCode =
  | 'CONVERTER_BAD_FILE'
  | 'CONVERTER_BAD_OPTION'
  | 'CONVERTER_CANNOT_READ'
  | 'CONVERTER_CANNOT_WRITE'
  | 'CONVERTER_UNKNOWN_FORMAT'
  | 'CONVERTER_UNKNOWN_SCHEME'
  | 'CONVERTER_UNSAFE'
  | 'CONVERTER_UNSUPPORTED'
  | 'CONVERTER_WRONG_MODEL';

/** A file that cannot be read, understood or written. */
export class ConverterError extends Error {
  override readonly name = 'ConverterError';

  constructor(
    readonly code: ConverterErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A file that breaks a rule of its format. */
export function badFile(file: string, problem: string): ConverterError {
  return new ConverterError('CONVERTER_BAD_FILE', `expected in ${file} ${problem}`);
}

/** A file that keeps the rules, but has what is not read here. */
export function unsupported(file: string, problem: string): ConverterError {
  return new ConverterError('CONVERTER_UNSUPPORTED', `expected in ${file} ${problem}`);
}

/** A file that asks for what no reader should do for it. */
export function unsafe(file: string, problem: string): ConverterError {
  return new ConverterError('CONVERTER_UNSAFE', `refused ${file}: ${problem}`);
}
