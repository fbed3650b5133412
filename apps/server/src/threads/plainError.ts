import { ServerError, type ServerErrorCode } from '../errors.ts';

/** An error as plain data: a class does not survive the way between threads. */
export interface PlainError {
  readonly code: ServerErrorCode;
  readonly message: string;
  readonly stack?: string;
}

/** @param codeOf what an error that is not ours means to the server */
export function toPlainError(
  error: unknown,
  codeOf: (error: unknown) => ServerErrorCode = () => 'SERVER_INTERNAL',
): PlainError {
  const code = error instanceof ServerError ? error.code : codeOf(error);
  if (!(error instanceof Error)) return { code, message: String(error) };
  return { code, message: error.message, stack: error.stack };
}

/** The error that another thread threw. */
export function fromPlainError({ code, message, stack }: PlainError): ServerError {
  const error = new ServerError(code, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
