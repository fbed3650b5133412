import { DataError } from '../errors.ts';

/** The error for a path that does not give what is expected of it. */
export function cannotRead(expected: string, path: string, cause: unknown): DataError {
  const received =
    (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'a path at which there is nothing' : reason(cause);
  return new DataError(
    'DATA_CANNOT_READ',
    `expected ${expected} for ${path} but received ${received}: check the path and its permissions`,
    { cause },
  );
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
