import { loadAddon } from './load.ts';

/** Whether this machine can run the native backend. */
export type NativeStatus =
  | {
      readonly available: true;
      /** What its kernels are compiled to: avx512, avx2, baseline or neon. */
      readonly instructionSet: string;
      /** How many threads it computes on. */
      readonly threads: number;
    }
  | {
      readonly available: false;
      /** Why not, and what to do about it. */
      readonly reason: string;
    };

/** Tells whether the addon is built and loads here, without loading tfjs or registering anything. */
export function nativeStatus(): NativeStatus {
  try {
    const addon = loadAddon();
    return { available: true, instructionSet: addon.isa(), threads: addon.threads() };
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
