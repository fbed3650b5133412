import { All, Any, Prod, backend_util, util, type DataType, type KernelConfig } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';
import { forEachPair, rowMajorStrides, setLayout } from './layout.ts';
import { reducedShape, type ReductionAttrs } from './reduce.ts';

interface Operation {
  readonly start: number;
  join(total: number, value: number): number;
  outputType(dtype: DataType): DataType;
}

const operations: Readonly<Record<string, Operation>> = {
  [Prod]: {
    start: 1,
    join: (product, value) => product * value,
    outputType: (dtype) => backend_util.upcastType(dtype, 'int32'),
  },
  [All]: { start: 1, join: (all, value) => (all && value ? 1 : 0), outputType: () => 'bool' },
  [Any]: { start: 0, join: (any, value) => (any || value ? 1 : 0), outputType: () => 'bool' },
};

export const rareReduceKernels: readonly KernelConfig[] = Object.entries(operations).map(
  ([name, operation]) =>
    nativeKernel<Inputs<'x'>, ReductionAttrs>(name, (backend, { x }, { axis, keepDims }) => {
      const axes = util.parseAxisParam(axis ?? null!, x.shape);
      const kept = reducedShape(x.shape, axes, true);
      const y = backend.output(
        reducedShape(x.shape, axes, keepDims),
        numericType({ dtype: operation.outputType(x.dtype) }),
      );
      const [from, into] = [backend.values(x), backend.values(y)];
      // In float64, since a product of many loses digits with each that is stored.
      const totals = new Float64Array(into.length).fill(operation.start);
      if (from.length > 0) {
        const strides = rowMajorStrides(kept).map((stride, i) => (axes.includes(i) ? 0 : stride));
        forEachPair(setLayout(x.shape, rowMajorStrides(x.shape), strides), (i, j) => {
          totals[j] = operation.join(totals[j]!, from[i]!);
        });
      }
      into.set(totals);
      return y;
    }),
);
