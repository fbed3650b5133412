import { OneHot, type KernelConfig, type OneHotAttrs } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { filled } from './fill.ts';

/** A row of `depth` for each index; an index out of range gets no `onValue`. */
export const oneHotKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'indices'>, OneHotAttrs>(OneHot, (backend, { indices }, attrs) => {
    const { depth, onValue, offValue, dtype } = attrs;
    const y = filled(backend, [...indices.shape, depth], offValue, dtype);
    const [from, into] = [backend.values(indices), backend.values(y)];
    for (let row = 0; row < from.length; row++) {
      const index = from[row]!;
      if (index >= 0 && index < depth) into[row * depth + index] = onValue;
    }
    return y;
  }),
];
