import { Transpose, type KernelConfig, type TensorInfo, type TransposeAttrs } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';
import { rowMajorStrides } from './layout.ts';
import { copyElements } from './strided.ts';

/** Axis i of y is axis perm[i] of x. */
export function transpose(backend: NativeBackend, x: TensorInfo, perm: readonly number[]): TensorInfo {
  const strides = rowMajorStrides(x.shape);
  const y = backend.output(
    perm.map((axis) => x.shape[axis]!),
    numericType(x),
  );
  copyElements(
    backend,
    y.shape,
    { tensor: x, strides: perm.map((axis) => strides[axis]!) },
    { tensor: y, strides: rowMajorStrides(y.shape) },
  );
  return y;
}

export const transposeKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x'>, TransposeAttrs>(Transpose, (backend, { x }, { perm }) =>
    transpose(backend, x, perm),
  ),
];
