import { tidy, type Tensor4D } from '@tensorflow/tfjs-core';
import { batchNormInference, conv2d, fusedConv2d } from '@resnext/ops';
import { EPSILON, type BatchNorm } from '../layers/batchNorm.ts';
import type { Convolution } from '../layers/convolution.ts';
import type { Part, Then } from '../pass.ts';
import { convolutionOptions } from './geometry.ts';
import { TensorPass } from './tensorPass.ts';

/** On the running statistics; convolutions without a batch norm, as in a folded network, are fused. */
export class InferencePass extends TensorPass {
  convolution(layer: Convolution, x: Tensor4D, then: Then<Tensor4D> = {}): Tensor4D {
    const weight = layer.weight.filter;
    const options = convolutionOptions(layer);
    if (layer.norm) return this.batchNorm(layer.norm, conv2d(x, weight, options), then);
    return fusedConv2d(x, weight, {
      ...options,
      residual: then.residual,
      activation: then.relu ? 'relu' : undefined,
    });
  }

  batchNorm(layer: BatchNorm, x: Tensor4D, then: Then<Tensor4D> = {}): Tensor4D {
    return batchNormInference(x, layer.weight.vector, layer.bias.vector, {
      mean: layer.runningMean.vector,
      variance: layer.runningVariance.vector,
      epsilon: EPSILON,
      residual: then.residual,
      activation: then.relu ? 'relu' : undefined,
    });
  }

  /** What lies between is freed at once, so that memory still in the caches serves the next part. */
  override part(part: Part, x: Tensor4D): Tensor4D {
    return tidy(() => part.run(this, x));
  }
}
