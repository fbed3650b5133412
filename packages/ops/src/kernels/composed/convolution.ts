import {
  Conv2D as CoreConv2D,
  DepthwiseConv2dNative,
  concat,
  reshape,
  split,
  sum,
  transpose,
  type Rank,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { ConvGeometry, WindowGeometry } from '../../geometry.ts';
import { runKernel } from '../run.ts';

/**
 * From this many input channels a group on, a convolution for each group beats a depthwise one for each
 * channel. Measured on wasm, where slicing out a group copies the whole image: at 32 channels depthwise is
 * 4 to 25 times faster, at 64 it is slower.
 */
const WIDE_GROUP = 64;

/**
 * Grouped convolution out of tfjs-core's kernels, which know dense and depthwise convolution only.
 *
 * @param x [N, H, W, C]
 * @param filter [kH, kW, C / groups, O]
 */
export function convolve(x: Tensor4D, filter: Tensor4D, geometry: ConvGeometry): Tensor4D {
  if (geometry.groups === 1) return coreConvolution(CoreConv2D, x, filter, geometry);
  return filter.shape[2] < WIDE_GROUP && depthwiseTakes(geometry)
    ? convolveChannels(x, filter, geometry)
    : convolveGroups(x, filter, geometry);
}

/** The cpu backend's depthwise kernel refuses a stride together with dilation. */
function depthwiseTakes({ strides, dilations }: WindowGeometry): boolean {
  return Math.max(...strides) === 1 || Math.max(...dilations) === 1;
}

/** Each channel by itself into all outputs of its group, then the sum over the group's channels. */
function convolveChannels(x: Tensor4D, filter: Tensor4D, geometry: ConvGeometry): Tensor4D {
  const { groups } = geometry;
  const [filterHeight, filterWidth, width, outputs] = filter.shape;
  const byGroup = reshape(filter, [filterHeight * filterWidth, width, groups, outputs / groups]);
  const byChannel = reshape<Rank.R4>(transpose(byGroup, [0, 2, 1, 3]), [
    filterHeight,
    filterWidth,
    groups * width,
    outputs / groups,
  ]);
  const parts = coreConvolution(DepthwiseConv2dNative, x, byChannel, geometry);
  const [batch, height, imageWidth] = parts.shape;
  const summed = sum(reshape(parts, [batch * height * imageWidth, groups, width, outputs / groups]), 2);
  return reshape(summed, [batch, height, imageWidth, outputs]);
}

/** A dense convolution a group, between two transpositions that make each group's channels contiguous. */
function convolveGroups(x: Tensor4D, filter: Tensor4D, geometry: ConvGeometry): Tensor4D {
  const { groups } = geometry;
  const [batch, height, width, channels] = x.shape;
  const groupsFirst = transpose(reshape(x, [batch * height * width, groups, channels / groups]), [1, 0, 2]);
  const images = split(groupsFirst, groups, 0);
  const filters = split<Tensor4D>(filter, groups, 3);
  const results = images.map((image, group) =>
    coreConvolution(
      CoreConv2D,
      reshape<Rank.R4>(image, [batch, height, width, channels / groups]),
      filters[group]!,
      geometry,
    ),
  );
  const [, outHeight, outWidth, outputs] = results[0]!.shape;
  const pixels = batch * outHeight * outWidth;
  const byGroup = concat(results.map((result) => reshape(result, [1, pixels, outputs])));
  return reshape(transpose(byGroup, [1, 0, 2]), [batch, outHeight, outWidth, groups * outputs]);
}

/** tfjs-core's own kernel, past the assertions of its operation, which refuses stride with dilation. */
function coreConvolution(
  kernelName: typeof CoreConv2D | typeof DepthwiseConv2dNative,
  x: Tensor4D,
  filter: Tensor4D,
  { strides, dilations, pads }: WindowGeometry,
): Tensor4D {
  return runKernel<Tensor4D>(
    kernelName,
    { x, filter },
    { strides, dilations, pad: [[0, 0], ...pads, [0, 0]], dataFormat: 'NHWC' },
  );
}
