import {
  add,
  div,
  mean,
  mul,
  scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import {
  SoftmaxCrossEntropy,
  type SoftmaxCrossEntropyAttrs,
  type SoftmaxCrossEntropyInputs,
} from '../names.ts';
import { int, type } from './attributes.ts';
import { tensorflowKernel } from './define.ts';
import type { Operations } from './operations.ts';

export const softmaxCrossEntropyKernel = tensorflowKernel<
  SoftmaxCrossEntropyInputs,
  SoftmaxCrossEntropyAttrs
>(SoftmaxCrossEntropy, (tf, { logits, labels }, { labelSmoothing }) => {
  const [losses, gradient] =
    labels.rank === 1
      ? ofClasses(tf, logits, labels as Tensor1D, labelSmoothing)
      : ofSoftLabels(tf, logits, labels as Tensor2D, labelSmoothing);
  return [mean(losses), div(gradient, logits.shape[0])];
});

type LossesAndGradient = readonly [losses: Tensor, gradient: Tensor];

function ofClasses(tf: Operations, logits: Tensor2D, labels: Tensor1D, smoothing: number): LossesAndGradient {
  if (smoothing === 0) {
    const attributes = { Tlabels: type('TF_INT32') };
    return both(tf.runAll('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], attributes, 2));
  }
  const classes = logits.shape[1];
  const other = smoothing / classes;
  const target = tf.run(
    'OneHot',
    [labels, scalar(classes, 'int32'), scalar(1 - smoothing + other), scalar(other)],
    { TI: type('TF_INT32'), axis: int(-1) },
  );
  return both(tf.runAll('SoftmaxCrossEntropyWithLogits', [logits, target], {}, 2));
}

/** TensorFlow's gradient takes it that labels add up to 1; these need not. */
function ofSoftLabels(
  tf: Operations,
  logits: Tensor2D,
  labels: Tensor2D,
  smoothing: number,
): LossesAndGradient {
  const target = smoothing > 0 ? add(mul(labels, 1 - smoothing), smoothing / logits.shape[1]) : labels;
  const [losses, gradient] = both(tf.runAll('SoftmaxCrossEntropyWithLogits', [logits, target], {}, 2));
  const softmax = add(gradient, target);
  return [losses, sub(mul(softmax, sum(target, 1, true)), target)];
}

const both = ([losses, gradient]: Tensor[]): LossesAndGradient => [losses!, gradient!];
