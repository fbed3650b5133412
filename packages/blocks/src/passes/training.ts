import { add, relu, type Tensor4D } from '@tensorflow/tfjs-core';
import { batchNormTraining, conv2d, updateAverage } from '@resnext/ops';
import { EPSILON, MOMENTUM, type BatchNorm } from '../layers/batchNorm.ts';
import type { Convolution } from '../layers/convolution.ts';
import type { Then } from '../pass.ts';
import { convolutionOptions } from './geometry.ts';
import { TensorPass } from './tensorPass.ts';

/** Differentiable, on the statistics of the batch, which also move the running ones. */
export class TrainingPass extends TensorPass {
  convolution(layer: Convolution, x: Tensor4D, then: Then<Tensor4D> = {}): Tensor4D {
    const y = conv2d(x, layer.weight.filter, convolutionOptions(layer));
    if (layer.norm) return this.batchNorm(layer.norm, y, then);
    const sum = then.residual ? add<Tensor4D>(y, then.residual) : y;
    return then.relu ? relu(sum) : sum;
  }

  batchNorm(layer: BatchNorm, x: Tensor4D, then: Then<Tensor4D> = {}): Tensor4D {
    const { y, mean, variance } = batchNormTraining(x, layer.weight.vector, layer.bias.vector, {
      epsilon: EPSILON,
      residual: then.residual,
      activation: then.relu ? 'relu' : undefined,
    });
    const count = x.size / layer.channels;
    updateAverage(layer.runningMean.variable, mean, { rate: MOMENTUM });
    // Torch normalises by the biased variance and keeps the unbiased one.
    updateAverage(layer.runningVariance.variable, variance, { rate: MOMENTUM, factor: count / (count - 1) });
    layer.batches.value++;
    return y;
  }
}
