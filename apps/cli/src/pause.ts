import { setImmediate } from 'node:timers/promises';

/**
 * Lets signals in, which wait while JavaScript and WebAssembly compute.
 *
 * @throws an AbortError when the user wants the command to stop
 */
export async function pause(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
