import { add, mul, rsqrt, step, sub, type Tensor4D } from '@tensorflow/tfjs-core';
import { BatchNormTrainingGrad, type BatchNormAttrs, type BatchNormTrainingGradInputs } from '../names.ts';
import { channelMean } from './channelMean.ts';
import { composed } from './define.ts';

/** arXiv 1502.03167, section 3, with the means over the batch in place of its sums. */
export const batchNormTrainingGradKernel = composed<BatchNormTrainingGradInputs, BatchNormAttrs>(
  BatchNormTrainingGrad,
  ({ dy, x, y, scale, mean, variance }, { epsilon, relu, residual }) => {
    const [batch, height, width] = x.shape;
    const count = batch * height * width;
    const inverse = rsqrt(add(variance, epsilon));
    const gradient = relu ? mul<Tensor4D>(dy, step(y)) : dy;
    const normalised = mul<Tensor4D>(sub(x, mean), inverse);
    const meanGradient = channelMean(gradient);
    const meanProduct = channelMean(mul(gradient, normalised));
    const centred = sub(sub(gradient, meanGradient), mul(normalised, meanProduct));
    const gradients = [mul(centred, mul(scale, inverse)), mul(meanProduct, count), mul(meanGradient, count)];
    return residual ? [...gradients, gradient.clone()] : gradients;
  },
);
