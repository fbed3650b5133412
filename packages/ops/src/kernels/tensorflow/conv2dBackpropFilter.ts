import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs } from '../names.ts';
import { convolutionFor } from './convolution.ts';
import { tensorflowKernel } from './define.ts';

interface Inputs {
  readonly x: Tensor4D;
  readonly dy: Tensor4D;
}

export const conv2dBackpropFilterKernel = tensorflowKernel<Inputs, Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  (tf, { x, dy }, { filterShape, ...geometry }) =>
    convolutionFor(tf, filterShape, geometry.groups).toFilter(
      tf,
      x,
      dy,
      geometry,
      filterShape as Tensor4D['shape'],
    ),
);
