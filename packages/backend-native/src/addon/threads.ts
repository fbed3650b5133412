import { NativeError } from '../errors.ts';
import { MOST_THREADS } from './environment.ts';
import { loadAddon } from './load.ts';

let initialThreads: number | undefined;

/**
 * From now on the backend computes on so many threads, and at most on 1024; without a count, on as many
 * as RESNEXT_THREADS says, or else as the process may use cores. A result depends on their number in
 * its last bits only, and never on their timing.
 *
 * @throws {NativeError} `NATIVE_UNAVAILABLE`; `NATIVE_BAD_INPUT` if `count` is no integer of at least 1
 */
export function setThreads(count?: number): void {
  const addon = loadAddon();
  initialThreads ??= addon.threads();
  if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1)) {
    throw new NativeError(
      'NATIVE_BAD_INPUT',
      `expected an integer of at least 1 for threads but received ${count}`,
    );
  }
  addon.setThreads(Math.min(count ?? initialThreads, MOST_THREADS));
}
