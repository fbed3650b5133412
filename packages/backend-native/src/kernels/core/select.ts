import { Select, backend_util, util, type KernelConfig } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';

/** t where the condition holds, else e; a condition of one axis chooses whole rows. */
export const selectKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'condition' | 't' | 'e'>>(Select, (backend, { condition, t, e }) => {
    const dtype = backend_util.upcastType(t.dtype, e.dtype);
    const y = backend.output(t.shape, numericType({ dtype }));
    const [yes, no, into] = [backend.values(t), backend.values(e), backend.values(y)];
    const holds = backend.values(condition);
    const row = condition.shape.length === 1 ? util.sizeFromShape(t.shape.slice(1)) : 1;
    for (let i = 0; i < into.length; i++) into[i] = (holds[Math.floor(i / row)] ? yes : no)[i]!;
    return y;
  }),
];
