import {
  FusedConv2D as CoreFusedConv2D,
  add,
  relu,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { FusedConv2D, type FusedConv2DAttrs } from '../names.ts';
import { runKernel } from '../run.ts';
import { convolve } from './convolution.ts';
import { composed } from './define.ts';

interface Inputs {
  readonly x: Tensor4D;
  readonly filter: Tensor4D;
  readonly bias?: Tensor1D;
  readonly residual?: Tensor4D;
}

export const fusedConv2dKernel = composed<Inputs, FusedConv2DAttrs>(
  FusedConv2D,
  ({ x, filter, bias, residual }, attrs) => {
    if (attrs.groups === 1 && !residual) return coreFusedConvolution(x, filter, bias, attrs);
    let y =
      attrs.groups === 1
        ? coreFusedConvolution(x, filter, bias, { ...attrs, relu: false })
        : convolve(x, filter, attrs);
    if (bias && attrs.groups > 1) y = add(y, bias);
    if (residual) y = add(y, residual);
    return attrs.relu ? relu(y) : y;
  },
);

function coreFusedConvolution(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D | undefined,
  { strides, dilations, pads, relu: activate }: FusedConv2DAttrs,
): Tensor4D {
  return runKernel<Tensor4D>(
    CoreFusedConv2D,
    { x, filter, bias },
    {
      strides,
      dilations,
      pad: [[0, 0], ...pads, [0, 0]],
      dataFormat: 'NHWC',
      activation: activate ? 'relu' : 'linear',
      leakyreluAlpha: 0,
    },
  );
}
