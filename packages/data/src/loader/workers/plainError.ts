import { DataError } from '../../errors.ts';
import type { PlainError } from './protocol.ts';

/** An error on its way to another thread. */
export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  return { message, stack, ...(error instanceof DataError && { code: error.code }) };
}

/** The error that another thread threw. */
export function fromPlainError({ code, message, stack }: PlainError): Error {
  const error = code === undefined ? new Error(message) : new DataError(code, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
