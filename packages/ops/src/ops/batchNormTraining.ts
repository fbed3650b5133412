import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { checkShape } from '../check.ts';
import { OpsError } from '../errors.ts';
import { BatchNormTraining, type BatchNormAttrs } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export interface BatchNormOptions {
  /** Added to the variance; 1e-5 unless told, as in Torch. */
  readonly epsilon?: number;
  /** [N, H, W, C], added after the normalisation: a block's shortcut. */
  readonly residual?: Tensor4D;
  /** What is applied last; nothing unless told. */
  readonly activation?: 'relu';
}

export interface NormalisedBatch {
  /** [N, H, W, C] */
  readonly y: Tensor4D;
  /** [C], over batch, height and width. */
  readonly mean: Tensor1D;
  /** [C], the biased (divided by n) variance that `y` was normalised with. */
  readonly variance: Tensor1D;
}

/**
 * Batch normalisation with the statistics of the batch itself (arXiv 1502.03167), and on request the
 * residual addition and ReLU that follow it in a bottleneck, in one operation:
 * `y = relu((x - mean) / sqrt(variance + epsilon) * scale + offset + residual)`.
 * Differentiable in `x`, `scale`, `offset` and `residual` through `y`; `mean` and `variance` are
 * for the running statistics and pass no gradient.
 *
 * @param x [N, H, W, C]
 * @param scale [C]
 * @param offset [C]
 * @throws OpsError when shapes do not fit, or the batch has one value a channel, which has no variance.
 */
export function batchNormTraining(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  options: BatchNormOptions = {},
): NormalisedBatch {
  const { epsilon = 1e-5, residual, activation } = options;
  checkNormalised(x, scale, offset, residual);
  const [batch, height, width] = x.shape;
  if (batch * height * width < 2) {
    throw new OpsError(
      'OPS_BAD_SHAPE',
      `expected more than one value a channel to train batch norm on but received [${x.shape.join(', ')}]; ` +
        'use a larger batch or image',
    );
  }
  const attrs: BatchNormAttrs = { epsilon, relu: activation === 'relu', residual: residual !== undefined };
  const [y, mean, variance] = runKernel<Tensor[]>(
    BatchNormTraining,
    { x, scale, offset, residual },
    attrs,
  ) as [Tensor4D, Tensor1D, Tensor1D];
  return { y, mean, variance };
}

/** Refuses scale, offset or residual that do not belong to `x`. */
export function checkNormalised(x: Tensor4D, scale: Tensor1D, offset: Tensor1D, residual?: Tensor4D): void {
  checkShape('x', x, [-1, -1, -1, -1], 'batch, height, width, channels');
  const channels = x.shape[3];
  checkShape('scale', scale, [channels], 'channels');
  checkShape('offset', offset, [channels], 'channels');
  if (residual) checkShape('residual', residual, x.shape, 'batch, height, width, channels');
}
