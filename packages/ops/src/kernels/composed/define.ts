import {
  tidy,
  type KernelFunc,
  type NamedTensorInfoMap,
  type TensorContainer,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** A kernel that is made of tfjs-core's operations and so runs on every backend that has those. */
export interface ComposedKernel {
  readonly kernelName: string;
  readonly kernelFunc: KernelFunc;
}

/** `compute` with its intermediate tensors disposed; inputs and attributes are of the kernel's own types. */
export function composed<Inputs, Attrs = unknown>(
  kernelName: string,
  compute: (inputs: Inputs, attrs: Attrs) => TensorContainer,
): ComposedKernel {
  return {
    kernelName,
    kernelFunc: ({ inputs, attrs }) =>
      // Above a kernel tfjs passes whole tensors, though it types them by their info alone.
      tidy(() => compute(inputs as NamedTensorInfoMap & Inputs, attrs as Attrs)) as TensorInfo | TensorInfo[],
  };
}
