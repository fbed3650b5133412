import { add, rsqrt, tensor1d, type Tensor4D } from '@tensorflow/tfjs-core';
import { BatchNormTrainingGrad, type BatchNormAttrs, type BatchNormTrainingGradInputs } from '../names.ts';
import { bool, float, text, type } from './attributes.ts';
import { tensorflowKernel } from './define.ts';

export const batchNormTrainingGradKernel = tensorflowKernel<BatchNormTrainingGradInputs, BatchNormAttrs>(
  BatchNormTrainingGrad,
  (tf, { dy, x, y, scale, mean, variance }, { epsilon, relu, residual }) => {
    const gradient = relu ? tf.run<Tensor4D>('ReluGrad', [dy, y]) : dy;
    // cuDNN keeps the inverse of the deviation where the CPU keeps the variance.
    const spread = tf.onGpu ? rsqrt(add(variance, epsilon)) : variance;
    const gradients = tf
      .runAll(
        'FusedBatchNormGradV3',
        [gradient, x, scale, mean, spread, tensor1d([], 'float32')],
        {
          U: type('TF_FLOAT'),
          epsilon: float(epsilon),
          data_format: text('NHWC'),
          is_training: bool(true),
        },
        5,
      )
      .slice(0, 3);
    return residual ? [...gradients, gradient.clone()] : gradients;
  },
);
