import {
  Add,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  FusedConv2D,
  backend_util,
  util,
  type Conv2DAttrs,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
  type FusedConv2DAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { kernels } from '@resnext/ops';
import type { NativeBackend } from '../../backend.ts';
import { NativeError } from '../../errors.ts';
import { nativeKernel } from '../define.ts';
import { fusedConv2dKernel } from '../ops/fusedConv2d.ts';
import { activate } from './activation.ts';
import { binary } from './binary.ts';
import { convolve, filterGradient, inputGradient } from './convolutions.ts';
import { channelsLast, inFormat, windowGeometry } from './geometry.ts';
import type { Inputs } from './inputs.ts';
import { withTemporaries, type Temporary } from './temporaries.ts';
import { kernelOf } from './kernelOf.ts';

type Shape4D = [number, number, number, number];

const convolveForInference = kernelOf(fusedConv2dKernel);

interface Attrs extends Pick<Conv2DAttrs, 'strides' | 'pad' | 'dataFormat' | 'dimRoundingMode'> {
  readonly dilations?: Conv2DAttrs['dilations'];
}

function infoOf(x: readonly number[], filter: readonly number[], attrs: Attrs): backend_util.Conv2DInfo {
  const format = backend_util.convertConv2DDataFormat(attrs.dataFormat);
  return backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    format,
  );
}

/** As many groups as x has times the channels that the filter takes; tfjs's own operations allow one. */
function geometryOf(info: backend_util.Conv2DInfo, filter: readonly number[]): kernels.Conv2DAttrs {
  return { ...windowGeometry(info), groups: info.inChannels / filter[2]! };
}

interface FusedInputs extends Inputs<'x' | 'filter'> {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

function fusedConv2d(
  backend: NativeBackend,
  inputs: FusedInputs,
  attrs: FusedConv2DAttrs,
  temporary: Temporary,
): TensorInfo {
  const { x, filter, bias, preluActivationWeights: slopes } = inputs;
  const { dataFormat, activation } = attrs;
  const geometry = geometryOf(infoOf(x.shape, filter.shape, attrs), filter.shape);
  const outputs = filter.shape[3]!;
  const images = channelsLast(backend, x, dataFormat, temporary);
  const perChannel = bias?.shape.length === 1 && bias.shape[0] === outputs;
  const relu = activation === 'relu' && (!bias || perChannel);
  const y = convolveForInference(
    backend,
    { x: images, filter, ...(perChannel ? { bias } : {}) },
    { ...geometry, relu },
  );
  if (relu || (perChannel && (activation ?? 'linear') === 'linear')) {
    return dataFormat === 'NCHW' ? inFormat(backend, temporary(y), dataFormat) : y;
  }
  const result = inFormat(backend, temporary(y), dataFormat);
  const sum = bias && !perChannel ? binary(Add, backend, temporary(result), bias) : result;
  return activate(backend, temporary(sum), attrs, slopes && perPixel(slopes, dataFormat));
}

/** One number a channel as it fits images of either format. */
function perPixel(numbers: TensorInfo, dataFormat: string): TensorInfo {
  const [channels] = numbers.shape;
  if (dataFormat !== 'NCHW' || numbers.shape.length !== 1 || channels === 1) return numbers;
  return { ...numbers, shape: [channels!, 1, 1] };
}

/** @throws NativeError when a gradient has not the shape of what the convolution makes. */
function checkGradient(dy: TensorInfo, info: backend_util.Conv2DInfo): void {
  if (util.arraysEqual(dy.shape, info.outShape)) return;
  throw new NativeError(
    'NATIVE_BAD_INPUT',
    `expected [${info.outShape.join(', ')}] for the shape of dy but received [${dy.shape.join(', ')}]`,
  );
}

export const conv2dKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x' | 'filter'>, Conv2DAttrs>(Conv2D, (backend, { x, filter }, attrs) =>
    withTemporaries(backend, (temporary) => {
      const geometry = geometryOf(infoOf(x.shape, filter.shape, attrs), filter.shape);
      const images = channelsLast(backend, x, attrs.dataFormat, temporary);
      const y = temporary(convolve(backend, { x: images, filter }, geometry));
      return inFormat(backend, y, attrs.dataFormat);
    }),
  ),
  nativeKernel<FusedInputs, FusedConv2DAttrs>(FusedConv2D, (backend, inputs, attrs) =>
    withTemporaries(backend, (temporary) => fusedConv2d(backend, inputs, attrs, temporary)),
  ),
  nativeKernel<Inputs<'dy' | 'filter'>, Conv2DBackpropInputAttrs>(
    Conv2DBackpropInput,
    (backend, { dy, filter }, attrs) =>
      withTemporaries(backend, (temporary) => {
        const { inputShape: shape, dataFormat } = attrs;
        const info = infoOf(shape, filter.shape, attrs);
        checkGradient(dy, info);
        const inputShape = dataFormat === 'NCHW' ? [shape[0], shape[2], shape[3], shape[1]] : shape;
        const gradient = channelsLast(backend, dy, dataFormat, temporary);
        const ownAttrs = { ...geometryOf(info, filter.shape), inputShape };
        const dx = inputGradient(backend, { dy: gradient, filter }, ownAttrs);
        return inFormat(backend, temporary(dx), dataFormat);
      }),
  ),
  nativeKernel<Inputs<'x' | 'dy'>, Conv2DBackpropFilterAttrs>(
    Conv2DBackpropFilter,
    (backend, { x, dy }, attrs) =>
      withTemporaries(backend, (temporary) => {
        const { filterShape, dataFormat } = attrs;
        const info = infoOf(x.shape, filterShape, attrs);
        checkGradient(dy, info);
        const [images, gradient] = [x, dy].map((each) => channelsLast(backend, each, dataFormat, temporary));
        const ownAttrs = { ...geometryOf(info, filterShape), filterShape };
        return filterGradient(backend, { x: images!, dy: gradient! }, ownAttrs);
      }),
  ),
];
