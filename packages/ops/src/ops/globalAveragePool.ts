import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { checkShape } from '../check.ts';
import { GlobalAveragePool } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

/**
 * The mean of each channel over height and width, differentiable in `x`.
 *
 * @param x [N, H, W, C]
 * @returns [N, C]
 * @throws OpsError when `x` is not of rank 4.
 */
export function globalAveragePool(x: Tensor4D): Tensor2D {
  checkShape('x', x, [-1, -1, -1, -1], 'batch, height, width, channels');
  return runKernel<Tensor2D>(GlobalAveragePool, { x });
}
