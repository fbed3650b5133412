import { NativeError } from '../errors.ts';

/** More would only wait for one another on any machine, and may be more than the system grants. */
export const MOST_THREADS = 1024;

/** @throws {NativeError} `NATIVE_UNAVAILABLE` if RESNEXT_THREADS is no number of threads */
export function checkThreads(): void {
  const wanted = process.env['RESNEXT_THREADS'];
  if (!wanted || (/^\d+$/.test(wanted) && Number(wanted) >= 1 && Number(wanted) <= MOST_THREADS)) return;
  throw new NativeError(
    'NATIVE_UNAVAILABLE',
    `expected an integer from 1 to ${MOST_THREADS} for RESNEXT_THREADS but received '${wanted}'`,
  );
}
