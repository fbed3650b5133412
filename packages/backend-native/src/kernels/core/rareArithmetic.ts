import { EluGrad, Atan2, FloorDiv, Mod, Pow, Prelu, type KernelConfig } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { prelu } from './activation.ts';
import { combine, numericType } from './binary.ts';

/** With the sign of the divisor, as in Python. */
function modulo(a: number, b: number): number {
  const remainder = a % b;
  return (a < 0 && b < 0) || (a >= 0 && b >= 0) ? remainder : (remainder + b) % b;
}

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  [Atan2]: Math.atan2,
  [Mod]: modulo,
  [Pow]: Math.pow,
};

export const rareArithmeticKernels: readonly KernelConfig[] = [
  ...Object.entries(operations).map(([name, ofNumbers]) =>
    nativeKernel<Inputs<'a' | 'b'>>(name, (backend, { a, b }) =>
      combine(backend, a, b, numericType(a), ofNumbers),
    ),
  ),
  // Of float32 too, tfjs makes int32 of it.
  nativeKernel<Inputs<'a' | 'b'>>(FloorDiv, (backend, { a, b }) =>
    combine(backend, a, b, 'int32', (dividend, divisor) => Math.floor(dividend / divisor)),
  ),
  nativeKernel<Inputs<'x' | 'alpha'>>(Prelu, (backend, { x, alpha }) => prelu(backend, x, alpha)),
  nativeKernel<Inputs<'dy' | 'y'>>(EluGrad, (backend, { dy, y }) =>
    combine(backend, dy, y, 'float32', (gradient, value) => (value < 0 ? gradient * (value + 1) : gradient)),
  ),
];
