import { loadAddon } from './load.ts';

/**
 * The most that the threads in use can compute in the instruction set in use: multiply-adds in registers
 * alone. Takes 0.2 s.
 *
 * @returns billions of multiplications and additions a second (GFLOPS)
 * @throws {NativeError} `NATIVE_UNAVAILABLE`
 */
export function measureFmaPeak(): number {
  return loadAddon().fmaPeak(0.2);
}
