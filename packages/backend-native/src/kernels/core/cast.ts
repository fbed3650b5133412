import { Cast, type CastAttrs, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';

/**
 * Numbers become int32 by dropping their fraction (NaN becomes 0), and bool by whether they differ from 0,
 * as NaN does. Of its own type, x is shared.
 */
export function cast(backend: NativeBackend, x: TensorInfo, dtype: CastAttrs['dtype']): TensorInfo {
  if (x.dtype === dtype) return backend.reshaped(x, x.shape);
  const y = backend.output(x.shape, numericType({ dtype }));
  const [from, into] = [backend.values(x), backend.values(y)];
  if (dtype === 'bool') {
    for (let i = 0; i < from.length; i++) into[i] = from[i] !== 0 ? 1 : 0;
  } else {
    into.set(from);
  }
  return y;
}

export const castKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x'>, CastAttrs>(Cast, (backend, { x }, { dtype }) => cast(backend, x, dtype)),
];
