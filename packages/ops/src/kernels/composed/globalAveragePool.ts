import { div, reshape, tile, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
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
    return tile(reshape(div(dy, height * width), [batch, 1, 1, channels]), [1, height, width, 1]);
  },
);
