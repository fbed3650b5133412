import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';

/** A kernel of one output as a function, for kernels made of others. */
export type Kernel = (backend: NativeBackend, inputs: NamedTensorInfoMap, attrs?: object) => TensorInfo;

export function kernelOf({ kernelFunc }: KernelConfig): Kernel {
  return (backend, inputs, attrs = {}) =>
    kernelFunc({ inputs, backend, attrs: attrs as never }) as TensorInfo;
}
