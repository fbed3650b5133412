import { reshape, reverse, transpose, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Side } from '../../geometry.ts';
import { Conv2DBackpropInput, type Conv2DBackpropInputAttrs } from '../names.ts';
import { convolve } from './convolution.ts';
import { composed } from './define.ts';
import { padImage, spread } from './window.ts';

interface Inputs {
  readonly dy: Tensor4D;
  readonly filter: Tensor4D;
}

/**
 * The adjoint of a convolution is a convolution: of dy, its pixels spread to the stride, with the
 * filter turned by 180 degrees and its inputs and outputs exchanged within each group.
 */
export const conv2dBackpropInputKernel = composed<Inputs, Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  ({ dy, filter }, { strides, dilations, pads, groups, inputShape }) => {
    const apart = spread(dy, strides);
    const border = (axis: 0 | 1): Side => {
      const before = dilations[axis] * (filter.shape[axis] - 1) - pads[axis][0];
      return [before, inputShape[axis + 1]! - apart.shape[axis + 1]! + pads[axis][0]];
    };
    return convolve(padImage(apart, [border(0), border(1)]), adjoint(filter, groups), {
      strides: [1, 1],
      dilations,
      pads: [
        [0, 0],
        [0, 0],
      ],
      groups,
    });
  },
);

function adjoint(filter: Tensor4D, groups: number): Tensor4D {
  const [height, width, channels, outputs] = filter.shape;
  const turned = height * width > 1 ? reverse(filter, [0, 1]) : filter;
  const byGroup = reshape(turned, [height * width, channels, groups, outputs / groups]);
  return reshape(transpose(byGroup, [0, 3, 2, 1]), [height, width, outputs / groups, groups * channels]);
}
