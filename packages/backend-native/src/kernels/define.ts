import {
  registerKernel,
  type KernelConfig,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../backend.ts';

/** `compute` as the kernel `kernelName` of this backend; inputs and attributes are of the kernel's own types. */
export function nativeKernel<Inputs, Attrs = unknown>(
  kernelName: string,
  compute: (backend: NativeBackend, inputs: Inputs, attrs: Attrs) => TensorInfo | TensorInfo[],
): KernelConfig {
  return {
    kernelName,
    backendName: 'native',
    kernelFunc: ({ inputs, attrs, backend }) =>
      compute(backend as NativeBackend, inputs as NamedTensorInfoMap & Inputs, attrs as Attrs),
  };
}

export function registerAll(kernels: readonly KernelConfig[]): void {
  for (const kernel of kernels) registerKernel(kernel);
}
