import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { Conv2D, type Conv2DAttrs } from '../names.ts';
import { addBias } from './addBias.ts';
import { convolutionFor } from './convolution.ts';
import { tensorflowKernel } from './define.ts';

interface Inputs {
  readonly x: Tensor4D;
  readonly filter: Tensor4D;
  readonly bias?: Tensor1D;
}

export const conv2dKernel = tensorflowKernel<Inputs, Conv2DAttrs>(
  Conv2D,
  (tf, { x, filter, bias }, geometry) => {
    const y = convolutionFor(tf, filter.shape, geometry.groups).forward(tf, x, filter, geometry);
    return bias ? addBias(tf, y, bias) : y;
  },
);
