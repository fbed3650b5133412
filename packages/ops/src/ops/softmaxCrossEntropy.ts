import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { checkRange, checkShape } from '../check.ts';
import { OpsError } from '../errors.ts';
import { SoftmaxCrossEntropy } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export interface SoftmaxCrossEntropyOptions {
  /** The share of each target spread evenly over all classes (arXiv 1512.00567), 0 unless told. */
  readonly labelSmoothing?: number;
}

/**
 * The mean over the batch of the cross entropy between softmax(logits) and the labels,
 * differentiable in `logits`.
 *
 * @param logits [N, classes]
 * @param labels int32 [N] class indices, or float32 [N, classes] probabilities (soft labels)
 * @returns a scalar, in nats
 * @throws OpsError when shapes, types or options do not fit together.
 */
export function softmaxCrossEntropy(
  logits: Tensor2D,
  labels: Tensor1D | Tensor2D,
  { labelSmoothing = 0 }: SoftmaxCrossEntropyOptions = {},
): Scalar {
  checkShape('logits', logits, [-1, -1], 'batch, classes');
  checkRange('labelSmoothing', labelSmoothing, 0, 1);
  if (labels.rank === 1) checkShape('labels', labels, [logits.shape[0]], 'batch');
  else checkShape('labels', labels, logits.shape, 'batch, classes');
  const dtype = labels.rank === 1 ? 'int32' : 'float32';
  if (labels.dtype !== dtype) {
    throw new OpsError(
      'OPS_BAD_DTYPE',
      `expected ${dtype} for ${labels.rank === 1 ? 'class indices' : 'soft labels'} but received ${labels.dtype}`,
    );
  }
  const [loss] = runKernel<Tensor[]>(SoftmaxCrossEntropy, { logits, labels }, { labelSmoothing });
  return loss as Scalar;
}
