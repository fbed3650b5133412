import { add, mul, relu, rsqrt, sub, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { batchNormTraining, conv2d, updateAverage } from '@resnext/ops';
import { EPSILON, MOMENTUM, type BatchNorm } from '../layers/batchNorm.ts';
import type { Convolution } from '../layers/convolution.ts';
import type { Then } from '../pass.ts';
import { convolutionOptions } from './geometry.ts';
import { TensorPass } from './tensorPass.ts';

export interface TrainingPassOptions {
  /** Whether the batch moves the running statistics; true unless told. */
  readonly movesStatistics?: boolean;
}

/** Differentiable, on the statistics of the batch, which also move the running ones. */
export class TrainingPass extends TensorPass {
  readonly #movesStatistics: boolean;

  constructor({ movesStatistics = true }: TrainingPassOptions = {}) {
    super();
    this.#movesStatistics = movesStatistics;
  }

  convolution(layer: Convolution, x: Tensor4D, then: Then<Tensor4D> = {}): Tensor4D {
    const y = conv2d(x, layer.weight.filter, convolutionOptions(layer));
    return layer.norm ? this.batchNorm(layer.norm, y, then) : finish(y, then);
  }

  batchNorm(layer: BatchNorm, x: Tensor4D, then: Then<Tensor4D> = {}): Tensor4D {
    if (layer.frozen) return finish(normaliseFrozen(layer, x), then);
    const { y, mean, variance } = batchNormTraining(x, layer.weight.vector, layer.bias.vector, {
      epsilon: EPSILON,
      residual: then.residual,
      activation: then.relu ? 'relu' : undefined,
    });
    if (this.#movesStatistics) moveStatistics(layer, x, mean, variance);
    return y;
  }
}

/** By the running statistics, in operations that pass a gradient on to x. */
function normaliseFrozen({ weight, bias, runningMean, runningVariance }: BatchNorm, x: Tensor4D): Tensor4D {
  const scale = mul<Tensor1D>(weight.vector, rsqrt(add(runningVariance.vector, EPSILON)));
  return add(mul<Tensor4D>(x, scale), sub<Tensor1D>(bias.vector, mul(runningMean.vector, scale)));
}

function finish(y: Tensor4D, { residual, relu: activated }: Then<Tensor4D>): Tensor4D {
  const sum = residual ? add<Tensor4D>(y, residual) : y;
  return activated ? relu(sum) : sum;
}

function moveStatistics(layer: BatchNorm, x: Tensor4D, mean: Tensor1D, variance: Tensor1D): void {
  const count = x.size / layer.channels;
  updateAverage(layer.runningMean.variable, mean, { rate: MOMENTUM });
  // Torch normalises by the biased variance and keeps the unbiased one.
  updateAverage(layer.runningVariance.variable, variance, { rate: MOMENTUM, factor: count / (count - 1) });
  layer.batches.value++;
}
