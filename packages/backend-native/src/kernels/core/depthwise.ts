import {
  Add,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  FusedDepthwiseConv2D,
  backend_util,
  type DepthwiseConv2dNativeAttrs,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type FusedDepthwiseConv2DAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { kernels } from '@resnext/ops';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import { activate } from './activation.ts';
import { binary } from './binary.ts';
import { convolve, filterGradient, inputGradient } from './convolutions.ts';
import { windowGeometry } from './geometry.ts';
import type { Inputs } from './inputs.ts';
import { withTemporaries } from './temporaries.ts';

/*
 * A depthwise convolution is one with as many groups as there are channels. The memory of its filter,
 * [kH, kW, C, multiplier], is that of a grouped one, [kH, kW, 1, C * multiplier].
 */

type Shape4D = [number, number, number, number];

type Attrs = Pick<DepthwiseConv2dNativeAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & {
  readonly dilations?: DepthwiseConv2dNativeAttrs['dilations'];
};

function geometryOf(x: readonly number[], filter: readonly number[], attrs: Attrs): kernels.Conv2DAttrs {
  const info = backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    true,
  );
  return { ...windowGeometry(info), groups: info.inChannels };
}

function grouped([height, width, channels, multiplier]: readonly number[]): number[] {
  return [height!, width!, 1, channels! * multiplier!];
}

function depthwise(backend: NativeBackend, x: TensorInfo, filter: TensorInfo, attrs: Attrs): TensorInfo {
  const geometry = geometryOf(x.shape, filter.shape, attrs);
  return convolve(backend, { x, filter: { ...filter, shape: grouped(filter.shape) } }, geometry);
}

interface FusedInputs extends Inputs<'x' | 'filter'> {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

export const depthwiseKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x' | 'filter'>, DepthwiseConv2dNativeAttrs>(
    DepthwiseConv2dNative,
    (backend, { x, filter }, attrs) => depthwise(backend, x, filter, attrs),
  ),
  nativeKernel<FusedInputs, FusedDepthwiseConv2DAttrs>(FusedDepthwiseConv2D, (backend, inputs, attrs) =>
    withTemporaries(backend, (temporary) => {
      const { x, filter, bias, preluActivationWeights } = inputs;
      const y = temporary(depthwise(backend, x, filter, attrs));
      const sum = bias ? temporary(binary(Add, backend, y, bias)) : y;
      return activate(backend, sum, attrs, preluActivationWeights);
    }),
  ),
  nativeKernel<Inputs<'dy' | 'filter'>, DepthwiseConv2dNativeBackpropInputAttrs>(
    DepthwiseConv2dNativeBackpropInput,
    (backend, { dy, filter }, attrs) => {
      const { inputShape } = attrs;
      const geometry = geometryOf(inputShape, filter.shape, attrs);
      const alike = { ...filter, shape: grouped(filter.shape) };
      return inputGradient(backend, { dy, filter: alike }, { ...geometry, inputShape });
    },
  ),
  nativeKernel<Inputs<'x' | 'dy'>, DepthwiseConv2dNativeBackpropFilterAttrs>(
    DepthwiseConv2dNativeBackpropFilter,
    (backend, { x, dy }, attrs) => {
      const { filterShape } = attrs;
      const geometry = geometryOf(x.shape, filterShape, attrs);
      const attrsOfOurs = { ...geometry, filterShape: grouped(filterShape) };
      return { ...filterGradient(backend, { x, dy }, attrsOfOurs), shape: [...filterShape] };
    },
  ),
];
