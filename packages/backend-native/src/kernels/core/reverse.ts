import { Reverse, util, type KernelConfig, type ReverseAttrs } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';
import { rowMajorStrides } from './layout.ts';
import { copyElements } from './strided.ts';

/** x read backwards along some axes. */
export const reverseKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x'>, ReverseAttrs>(Reverse, (backend, { x }, { dims }) => {
    const axes = util.parseAxisParam(dims, x.shape);
    const strides = rowMajorStrides(x.shape);
    const y = backend.output(x.shape, numericType(x));
    copyElements(
      backend,
      x.shape,
      {
        tensor: x,
        offset: axes.reduce((offset, axis) => offset + (x.shape[axis]! - 1) * strides[axis]!, 0),
        strides: strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
      },
      { tensor: y, strides },
    );
    return y;
  }),
];
