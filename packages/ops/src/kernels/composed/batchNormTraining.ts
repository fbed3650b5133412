import { add, mul, relu, rsqrt, square, sub, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { BatchNormTraining, type BatchNormAttrs } from '../names.ts';
import { channelMean } from './channelMean.ts';
import { composed } from './define.ts';

interface Inputs {
  readonly x: Tensor4D;
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
  readonly residual?: Tensor4D;
}

export const batchNormTrainingKernel = composed<Inputs, BatchNormAttrs>(
  BatchNormTraining,
  ({ x, scale, offset, residual }, { epsilon, relu: activate }) => {
    const mean = channelMean(x);
    const centred = sub<Tensor4D>(x, mean);
    const variance = channelMean(square(centred));
    let y = add<Tensor4D>(mul(centred, mul(scale, rsqrt(add(variance, epsilon)))), offset);
    if (residual) y = add(y, residual);
    return [activate ? relu(y) : y, mean, variance];
  },
);
