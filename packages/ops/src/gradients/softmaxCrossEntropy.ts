import { mul, type GradConfig, type Tensor } from '@tensorflow/tfjs-core';
import { SoftmaxCrossEntropy } from '../kernels/names.ts';

export const softmaxCrossEntropyGradient: GradConfig = {
  kernelName: SoftmaxCrossEntropy,
  outputsToSave: [false, true],
  gradFunc: (dys, [dlogits]) => ({
    logits: () => mul((dys as Tensor[])[0]!, dlogits!),
  }),
};
