import { add, relu, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { FusedConv2D, type FusedConv2DAttrs } from '../names.ts';
import { addBias } from './addBias.ts';
import { convolutionFor } from './convolution.ts';
import { tensorflowKernel } from './define.ts';

interface Inputs {
  readonly x: Tensor4D;
  readonly filter: Tensor4D;
  readonly bias?: Tensor1D;
  readonly residual?: Tensor4D;
}

/**
 * In parts: TensorFlow's fused operations (`_FusedConv2D`, `_FusedMatMul`) want lists of types and of strings,
 * which tfjs-node's addon cannot pass.
 */
export const fusedConv2dKernel = tensorflowKernel<Inputs, FusedConv2DAttrs>(
  FusedConv2D,
  (tf, { x, filter, bias, residual }, { relu: activate, ...geometry }) => {
    let y = convolutionFor(tf, filter.shape, geometry.groups).forward(tf, x, filter, geometry);
    if (bias) y = addBias(tf, y, bias);
    if (residual) y = add(y, residual);
    return activate ? relu(y) : y;
  },
);
