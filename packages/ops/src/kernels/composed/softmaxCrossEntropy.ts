import { add, cast, div, exp, log, max, mean, mul, neg, oneHot, sub, sum } from '@tensorflow/tfjs-core';
import {
  SoftmaxCrossEntropy,
  type SoftmaxCrossEntropyAttrs,
  type SoftmaxCrossEntropyInputs,
} from '../names.ts';
import { composed } from './define.ts';

export const softmaxCrossEntropyKernel = composed<SoftmaxCrossEntropyInputs, SoftmaxCrossEntropyAttrs>(
  SoftmaxCrossEntropy,
  ({ logits, labels }, { labelSmoothing }) => {
    const [batch, classes] = logits.shape;
    // Cast, since wasm's OneHot writes integers whatever type it is asked for.
    const hard = labels.rank === 1 ? cast(oneHot(labels, classes), 'float32') : labels;
    const target = labelSmoothing > 0 ? add(mul(hard, 1 - labelSmoothing), labelSmoothing / classes) : hard;
    const shifted = sub(logits, max(logits, 1, true));
    const exponentials = exp(shifted);
    const total = sum(exponentials, 1, true);
    const losses = neg(sum(mul(target, sub(shifted, log(total))), 1));
    // Soft labels need not add up to 1, so the softmax counts once for each unit of theirs.
    const mass = sum(target, 1, true);
    const gradient = sub(mul(div(exponentials, total), mass), target);
    return [mean(losses), div(gradient, batch)];
  },
);
