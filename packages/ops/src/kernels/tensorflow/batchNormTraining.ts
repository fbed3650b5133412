import { add, mul, relu, tensor1d, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { BatchNormTraining, type BatchNormAttrs } from '../names.ts';
import { bool, float, text, type } from './attributes.ts';
import { tensorflowKernel } from './define.ts';

interface Inputs {
  readonly x: Tensor4D;
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
  readonly residual?: Tensor4D;
}

export const batchNormTrainingKernel = tensorflowKernel<Inputs, BatchNormAttrs>(
  BatchNormTraining,
  (tf, { x, scale, offset, residual }, { epsilon, relu: activate }) => {
    const [batch, height, width] = x.shape;
    const count = batch * height * width;
    // In training it takes no statistics, and its empty inputs say so.
    const none = tensor1d([], 'float32');
    const [normalised, mean, unbiased] = tf.runAll(
      'FusedBatchNormV3',
      [x, scale, offset, none, none],
      {
        U: type('TF_FLOAT'),
        epsilon: float(epsilon),
        exponential_avg_factor: float(1),
        data_format: text('NHWC'),
        is_training: bool(true),
      },
      6,
    ) as [Tensor4D, Tensor, Tensor];
    const y = residual ? add<Tensor4D>(normalised, residual) : normalised;
    return [activate ? relu(y) : y, mean, mul(unbiased, (count - 1) / count)];
  },
);
