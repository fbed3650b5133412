import { PadV2, type KernelConfig, type PadV2Attrs } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { filled } from './fill.ts';
import { rowMajorStrides } from './layout.ts';
import { copyElements } from './strided.ts';

/** x amid a constant. */
export const padKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x'>, PadV2Attrs>(PadV2, (backend, { x }, { paddings, constantValue }) => {
    const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
    const y = filled(backend, shape, constantValue, x.dtype);
    const strides = rowMajorStrides(shape);
    const offset = paddings.reduce((sum, [before], axis) => sum + before * strides[axis]!, 0);
    copyElements(
      backend,
      x.shape,
      { tensor: x, strides: rowMajorStrides(x.shape) },
      { tensor: y, offset, strides },
    );
    return y;
  }),
];
