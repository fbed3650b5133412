import { Cumprod, Cumsum, backend_util, type CumsumAttrs, type KernelConfig } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { linesAlong } from './alongAxis.ts';
import { numericType } from './binary.ts';

interface Operation {
  readonly start: number;
  readonly join: (total: number, value: number) => number;
}

const operations: Readonly<Record<string, Operation>> = {
  [Cumsum]: { start: 0, join: (sum, value) => sum + value },
  [Cumprod]: { start: 1, join: (product, value) => product * value },
};

export const cumulativeKernels: readonly KernelConfig[] = Object.entries(operations).map(
  ([name, { start: first, join }]) =>
    nativeKernel<Inputs<'x'>, CumsumAttrs>(name, (backend, { x }, { axis, exclusive, reverse }) => {
      const dtype = backend_util.upcastType(x.dtype, 'int32');
      const { length, stride, starts } = linesAlong(x, axis);
      const y = backend.output(x.shape, numericType({ dtype }));
      const [from, into] = [backend.values(x), backend.values(y)];
      for (const start of starts) {
        let total = first;
        for (let step = 0; step < length; step++) {
          const at = start + (reverse ? length - 1 - step : step) * stride;
          const next = join(total, from[at]!);
          into[at] = exclusive ? total : next;
          total = next;
        }
      }
      return y;
    }),
);
