import { add, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { Conv2D, type Conv2DAttrs } from '../names.ts';
import { convolve } from './convolution.ts';
import { composed } from './define.ts';

interface Inputs {
  readonly x: Tensor4D;
  readonly filter: Tensor4D;
  readonly bias?: Tensor1D;
}

export const conv2dKernel = composed<Inputs, Conv2DAttrs>(Conv2D, ({ x, filter, bias }, geometry) => {
  const y = convolve(x, filter, geometry);
  return bias ? add(y, bias) : y;
});
