import { Elu, LeakyRelu, Relu, Relu6, Sigmoid, type TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { NativeError } from '../../errors.ts';
import { combine } from './binary.ts';
import { unary } from './unary.ts';

/** What tfjs's fused operations can end with. */
export interface Activation {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

const kernelNames: Readonly<Record<string, string>> = {
  relu: Relu,
  relu6: Relu6,
  elu: Elu,
  sigmoid: Sigmoid,
  leakyrelu: LeakyRelu,
};

/** @param slopes of prelu */
export function activate(
  backend: NativeBackend,
  x: TensorInfo,
  { activation = 'linear', leakyreluAlpha = 0 }: Activation,
  slopes?: TensorInfo,
): TensorInfo {
  if (activation === 'linear') return backend.reshaped(x, x.shape);
  if (activation === 'prelu' && slopes) return prelu(backend, x, slopes);
  const name = kernelNames[activation];
  if (!name) {
    const known = ['linear', 'prelu', ...Object.keys(kernelNames)].join(', ');
    throw new NativeError(
      'NATIVE_UNSUPPORTED',
      `expected one of ${known} for activation but received ${activation}`,
    );
  }
  return unary(name, backend, x, { low: leakyreluAlpha, high: 0 });
}

export function prelu(backend: NativeBackend, x: TensorInfo, slopes: TensorInfo): TensorInfo {
  return combine(backend, x, slopes, 'float32', (value, slope) => (value < 0 ? slope * value : value));
}
