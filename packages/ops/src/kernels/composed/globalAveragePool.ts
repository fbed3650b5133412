import { fill, mul, reshape, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { GlobalAveragePool, GlobalAveragePoolGrad, type GlobalAveragePoolGradAttrs } from '../names.ts';
import { imageMean } from './channelMean.ts';
import { composed } from './define.ts';

export const globalAveragePoolKernel = composed<{ readonly x: Tensor4D }>(GlobalAveragePool, ({ x }) =>
  imageMean(x),
);

export const globalAveragePoolGradKernel = composed<{ readonly dy: Tensor2D }, GlobalAveragePoolGradAttrs>(
  GlobalAveragePoolGrad,
  ({ dy }, { inputShape }) => {
    const [batch, height, width, channels] = inputShape as [number, number, number, number];
    return mul(reshape(dy, [batch, 1, 1, channels]), fill([1, height, width, 1], 1 / (height * width)));
  },
);
