import { ArgMax, ArgMin, util, type ArgMaxAttrs, type KernelConfig } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { linesAlong } from './alongAxis.ts';

/** Whether a takes the place of b, the best so far: never for NaN, nor for equals. */
const better: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  [ArgMax]: (a, b) => a > b,
  [ArgMin]: (a, b) => a < b,
};

export const argReduceKernels: readonly KernelConfig[] = Object.entries(better).map(([name, isBetter]) =>
  nativeKernel<Inputs<'x'>, ArgMaxAttrs>(name, (backend, { x }, { axis }) => {
    const [at] = util.parseAxisParam(axis, x.shape);
    const { length, stride, starts } = linesAlong(x, at!);
    const y = backend.output(x.shape.toSpliced(at!, 1), 'int32');
    const [from, into] = [backend.values(x), backend.values(y)];
    let line = 0;
    for (const start of starts) {
      let best = 0;
      for (let i = 1; i < length; i++) {
        if (isBetter(from[start + i * stride]!, from[start + best * stride]!)) best = i;
      }
      into[line++] = best;
    }
    return y;
  }),
);
