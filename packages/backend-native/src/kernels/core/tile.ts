import {
  BroadcastTo,
  Tile,
  type BroadCastToAttrs,
  type KernelConfig,
  type TileAttrs,
} from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';
import { broadcastStrides, rowMajorStrides } from './layout.ts';
import { copyElements } from './strided.ts';

export const tileKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x'>, TileAttrs>(Tile, (backend, { x }, { reps }) => {
    const y = backend.output(
      x.shape.map((size, axis) => size * reps[axis]!),
      numericType(x),
    );
    // An axis of repetitions before each axis of x.
    const shape = x.shape.flatMap((size, axis) => [reps[axis]!, size]);
    const strides = rowMajorStrides(x.shape).flatMap((stride) => [0, stride]);
    copyElements(backend, shape, { tensor: x, strides }, { tensor: y, strides: rowMajorStrides(shape) });
    return y;
  }),
  nativeKernel<Inputs<'x'>, BroadCastToAttrs>(BroadcastTo, (backend, { x }, { shape }) => {
    const y = backend.output(shape, numericType(x));
    copyElements(
      backend,
      shape,
      { tensor: x, strides: broadcastStrides(x.shape, shape) },
      { tensor: y, strides: rowMajorStrides(shape) },
    );
    return y;
  }),
];
