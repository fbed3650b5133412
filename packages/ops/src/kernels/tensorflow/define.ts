import {
  tidy,
  type KernelConfig,
  type NamedTensorInfoMap,
  type TensorContainer,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from './backend.ts';
import { Operations } from './operations.ts';

/** `compute` as a kernel of tfjs-node's backend, its intermediate tensors disposed. */
export function tensorflowKernel<Inputs, Attrs = unknown>(
  kernelName: string,
  compute: (tf: Operations, inputs: Inputs, attrs: Attrs) => TensorContainer,
): KernelConfig {
  return {
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) =>
      // Above a kernel tfjs passes whole tensors, though it types them by their info alone.
      tidy(() =>
        compute(
          operationsOf(backend as TensorFlowBackend),
          inputs as NamedTensorInfoMap & Inputs,
          attrs as Attrs,
        ),
      ) as TensorInfo | TensorInfo[],
  };
}

const known = new WeakMap<TensorFlowBackend, Operations>();

/** The same for the same backend, so that what was found out about it stays with it. */
function operationsOf(backend: TensorFlowBackend): Operations {
  let operations = known.get(backend);
  if (!operations) known.set(backend, (operations = new Operations(backend)));
  return operations;
}
