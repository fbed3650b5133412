import { add, mul, relu, rsqrt, sub, tidy, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { checkShape } from '../check.ts';
import { checkNormalised, type BatchNormOptions } from './batchNormTraining.ts';

export interface BatchNormInferenceOptions extends BatchNormOptions {
  /** [C], the running mean. */
  readonly mean: Tensor1D;
  /** [C], the running variance. */
  readonly variance: Tensor1D;
}

/**
 * Batch normalisation with fixed statistics: one multiplication and one addition a value, then the
 * residual and the ReLU on request. Made of tfjs-core's operations, so it is differentiable in `x`
 * and `residual`. A network for inference folds it away instead.
 *
 * @param x [N, H, W, C]
 * @param scale [C]
 * @param offset [C]
 * @returns [N, H, W, C]
 * @throws OpsError when shapes do not fit together.
 */
export function batchNormInference(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  { mean, variance, epsilon = 1e-5, residual, activation }: BatchNormInferenceOptions,
): Tensor4D {
  checkNormalised(x, scale, offset, residual);
  checkShape('mean', mean, [x.shape[3]], 'channels');
  checkShape('variance', variance, [x.shape[3]], 'channels');
  return tidy(() => {
    const factor = mul(scale, rsqrt(add(variance, epsilon)));
    let y = add<Tensor4D>(mul(x, factor), sub(offset, mul(mean, factor)));
    if (residual) y = add(y, residual);
    return activation === 'relu' ? relu(y) : y;
  });
}
