import { expect } from 'vitest';
import type { CheckGatesOptions } from '../gates/checkGates.ts';
import { toPassGates, type GatesOrFile } from './toPassGates.ts';

/* Importing this adds the matcher to vitest. */

declare module 'vitest' {
  interface Matchers<T> {
    /** Passes if no gate of level `error` fails. */
    toPassGates(gates: GatesOrFile, options?: CheckGatesOptions): T;
  }
}

expect.extend({ toPassGates });
