import { sum, type GradConfig, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  type Conv2DAttrs,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
} from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export const conv2dGradient: GradConfig = {
  kernelName: Conv2D,
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, saved, attrs) => {
    const [x, filter] = saved as [Tensor4D, Tensor4D];
    const geometry = attrs as object as Conv2DAttrs;
    return {
      x: () => {
        const toInput: Conv2DBackpropInputAttrs = { ...geometry, inputShape: x.shape };
        return runKernel<Tensor>(Conv2DBackpropInput, { dy: dy as Tensor, filter }, toInput);
      },
      filter: () => {
        const toFilter: Conv2DBackpropFilterAttrs = { ...geometry, filterShape: filter.shape };
        return runKernel<Tensor>(Conv2DBackpropFilter, { x, dy: dy as Tensor }, toFilter);
      },
      bias: () => sum(dy as Tensor, [0, 1, 2]),
    };
  },
};
