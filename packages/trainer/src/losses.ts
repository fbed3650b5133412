import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from '@resnext/ops';

/**
 * What training makes small: the mean over a batch of logits [N, classes] against int32 classes [N], or the shares of
 * the classes [N, classes] where images were mixed. Differentiable in the logits.
 */
export type Loss = (logits: Tensor2D, targets: Tensor1D | Tensor2D) => Scalar;

/** The cross entropy of the softmax, in nats, with label smoothing (arXiv 1512.00567) on request. */
export function crossEntropy(options: SoftmaxCrossEntropyOptions = {}): Loss {
  return (logits, targets) => softmaxCrossEntropy(logits, targets, options);
}
