import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Conv2DBackpropInput, type Conv2DBackpropInputAttrs } from '../names.ts';
import { convolutionFor } from './convolution.ts';
import { tensorflowKernel } from './define.ts';

interface Inputs {
  readonly dy: Tensor4D;
  readonly filter: Tensor4D;
}

export const conv2dBackpropInputKernel = tensorflowKernel<Inputs, Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  (tf, { dy, filter }, { inputShape, ...geometry }) =>
    convolutionFor(tf, filter.shape, geometry.groups).toInput(
      tf,
      dy,
      filter,
      geometry,
      inputShape as Tensor4D['shape'],
    ),
);
