import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { numbered, type as typeOf, type Attributes } from './attributes.ts';
import type { TensorFlowBackend } from './backend.ts';

/** Runs operations of TensorFlow by the names and signatures of its own registry. */
export class Operations {
  constructor(private readonly backend: TensorFlowBackend) {}

  get onGpu(): boolean {
    return this.backend.isUsingGpuDevice;
  }

  /** One with a single output. Its elements are floats (attribute `T`) unless told; an attribute that is undefined it does not have. */
  run<Output extends Tensor>(
    name: string,
    inputs: readonly TensorInfo[],
    attributes: Attributes = {},
  ): Output {
    const all = { T: typeOf('TF_FLOAT'), ...attributes };
    return this.backend.executeSingleOutput(name, numbered(all, this.backend.binding), inputs) as Output;
  }

  /** One with several outputs. */
  runAll(name: string, inputs: readonly TensorInfo[], attributes: Attributes, outputs: number): Tensor[] {
    const all = { T: typeOf('TF_FLOAT'), ...attributes };
    return this.backend.executeMultipleOutputs(name, numbered(all, this.backend.binding), inputs, outputs);
  }
}
