import {
  LogSoftmax,
  Softmax,
  type KernelConfig,
  type LogSoftmaxAttrs,
  type SoftmaxAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { linesAlong } from './alongAxis.ts';

/** Each line's largest value is subtracted first, so that no exponential overflows. */
function softmax(backend: NativeBackend, logits: TensorInfo, axis: number, logarithm: boolean): TensorInfo {
  const { length, stride, starts } = linesAlong(logits, axis);
  const y = backend.output(logits.shape);
  const [from, into] = [backend.values(logits), backend.values(y)];
  for (const start of starts) {
    const end = start + length * stride;
    let largest = -Infinity;
    for (let i = start; i < end; i += stride) largest = Math.max(largest, from[i]!);
    let sum = 0;
    for (let i = start; i < end; i += stride) sum += into[i] = Math.exp(from[i]! - largest);
    for (let i = start; i < end; i += stride) {
      into[i] = logarithm ? from[i]! - largest - Math.log(sum) : into[i]! / sum;
    }
  }
  return y;
}

export const softmaxKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'logits'>, SoftmaxAttrs>(Softmax, (backend, { logits }, { dim }) =>
    softmax(backend, logits, dim, false),
  ),
  nativeKernel<Inputs<'logits'>, LogSoftmaxAttrs>(LogSoftmax, (backend, { logits }, { axis }) =>
    softmax(backend, logits, axis, true),
  ),
];
