import { add, mul, rsqrt, step, sub, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { BatchNormTrainingGrad, type BatchNormAttrs } from '../names.ts';
import { channelMean } from './channelMean.ts';
import { composed } from './define.ts';

interface Inputs {
  readonly dy: Tensor4D;
  readonly x: Tensor4D;
  readonly y: Tensor4D;
  readonly scale: Tensor1D;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/** arXiv 1502.03167, section 3, with the means over the batch in place of its sums. */
export const batchNormTrainingGradKernel = composed<Inputs, BatchNormAttrs>(
  BatchNormTrainingGrad,
  ({ dy, x, y, scale, mean, variance }, { epsilon, relu }) => {
    const [batch, height, width] = x.shape;
    const count = batch * height * width;
    const inverse = rsqrt(add(variance, epsilon));
    const gradient = relu ? mul<Tensor4D>(dy, step(y)) : dy;
    const normalised = mul<Tensor4D>(sub(x, mean), inverse);
    const meanGradient = channelMean(gradient);
    const meanProduct = channelMean(mul(gradient, normalised));
    const centred = sub(sub(gradient, meanGradient), mul(normalised, meanProduct));
    return [
      mul(centred, mul(scale, inverse)),
      mul(meanProduct, count),
      mul(meanGradient, count),
      gradient.clone(),
    ];
  },
);
