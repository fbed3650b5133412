import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** The names of TensorFlow's attribute kinds and types, whose numbers the addon knows. */
type Constant =
  | 'TF_ATTR_STRING'
  | 'TF_ATTR_INT'
  | 'TF_ATTR_FLOAT'
  | 'TF_ATTR_BOOL'
  | 'TF_ATTR_TYPE'
  | 'TF_FLOAT'
  | 'TF_INT32'
  | 'TF_UINT8';

/** An attribute of an operation, as the addon takes it. */
export interface NumberedAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What is used of the backend of `@tensorflow/tfjs-node` and `@tensorflow/tfjs-node-gpu`, neither of which is needed here. */
export interface TensorFlowBackend {
  /** Whether operations run on a GPU. */
  readonly isUsingGpuDevice: boolean;
  readonly binding: Readonly<Record<Constant, number>>;
  executeSingleOutput(
    name: string,
    attributes: readonly NumberedAttribute[],
    inputs: readonly TensorInfo[],
  ): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly NumberedAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[];
}
