import {
  Fill,
  OnesLike,
  ZerosLike,
  util,
  type DataType,
  type FillAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';

const number = new Float32Array(1);
const bits = new Int32Array(number.buffer);

/** A new tensor of the same number everywhere. */
export function filled(
  backend: NativeBackend,
  shape: readonly number[],
  value: number,
  dtype: DataType,
): TensorInfo {
  const y = backend.output(shape, numericType({ dtype }));
  setAll(backend, y, value);
  return y;
}

/** The same number everywhere, instead of what was there. */
export function setAll(backend: NativeBackend, y: TensorInfo, value: number): void {
  if (y.dtype === 'bool') {
    backend.values(y).fill(value);
    return;
  }
  if (y.dtype === 'int32') bits[0] = value;
  else number[0] = value;
  const { addon } = backend;
  addon.fill(util.sizeFromShape(y.shape), bits[0]!, backend.memoryOf(y));
}

function filledWithText(backend: NativeBackend, shape: number[], text: string): TensorInfo {
  const values = new Array<Uint8Array>(util.sizeFromShape(shape)).fill(util.encodeString(text));
  return { dataId: backend.write(values, shape, 'string'), shape, dtype: 'string' };
}

export const fillKernels: readonly KernelConfig[] = [
  nativeKernel<unknown, FillAttrs>(Fill, (backend, _, { shape, value, dtype }) =>
    typeof value === 'string'
      ? filledWithText(backend, shape, value)
      : filled(backend, shape, value, dtype ?? 'float32'),
  ),
  nativeKernel<Inputs<'x'>>(ZerosLike, (backend, { x }) =>
    x.dtype === 'string' ? filledWithText(backend, x.shape, '') : filled(backend, x.shape, 0, x.dtype),
  ),
  nativeKernel<Inputs<'x'>>(OnesLike, (backend, { x }) => filled(backend, x.shape, 1, x.dtype)),
];
