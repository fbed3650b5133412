import {
  concat,
  eye,
  matMul,
  mul,
  reshape,
  slice,
  split,
  sum,
  transpose,
  type Rank,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs } from '../names.ts';
import { convolve } from './convolution.ts';
import { composed } from './define.ts';
import { padImage, subsample } from './window.ts';

interface Inputs {
  readonly x: Tensor4D;
  readonly dy: Tensor4D;
}

type FilterShape = readonly [height: number, width: number, channels: number, outputs: number];

/** Narrow groups are taken together up to this many channels, which dense kernels like better. */
const BUNDLE_WIDTH = 64;

export const conv2dBackpropFilterKernel = composed<Inputs, Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  (inputs, attrs) => {
    const [height, width, channels, outputs] = attrs.filterShape as FilterShape;
    const { groups } = attrs;
    const bundle = bundleOf(groups, channels);
    const taps = height * width;
    const gradients =
      taps === 1 ? ofPixel(inputs, attrs, groups / bundle) : ofWindow(inputs, attrs, groups / bundle);
    // Each bundle's is dense, [channels of the bundle, taps, outputs of the bundle].
    const dense = reshape<Rank.R5>(concat(gradients.map((gradient) => reshape(gradient, [-1]))), [
      groups / bundle,
      bundle,
      channels * taps,
      bundle,
      outputs / groups,
    ]);
    const filter = reshape(diagonalBlocks(dense, bundle), [groups, channels, taps, outputs / groups]);
    return reshape(transpose(filter, [2, 1, 0, 3]), [height, width, channels, outputs]);
  },
);

/** Of a 1x1 filter: for each bundle, the product of x and dy over all pixels. */
function ofPixel({ x, dy }: Inputs, attrs: Conv2DBackpropFilterAttrs, bundles: number): Tensor[] {
  const { strides, pads } = attrs;
  const [, height, width] = dy.shape;
  const seen = subsample(padImage(x, pads), [0, 0], [height, width], strides);
  const rows = parts(transpose(pixelsOf(seen, bundles), [1, 2, 0]), bundles);
  const columns = parts(transpose(pixelsOf(dy, bundles), [1, 0, 2]), bundles);
  // One by one, since a batched product has no fast path on wasm.
  return rows.map((row, index) => matMul(row, columns[index]!));
}

/**
 * Of a larger filter: a convolution again, in which images and channels trade places. Each channel of x
 * is an image whose channels are the batch, dy is the filter, and strides become dilation.
 */
function ofWindow({ x, dy }: Inputs, attrs: Conv2DBackpropFilterAttrs, bundles: number): Tensor[] {
  const { strides, dilations, pads, filterShape } = attrs;
  const [filterHeight, filterWidth] = filterShape as FilterShape;
  const [batch, height, width, channels] = x.shape;
  const [, outHeight, outWidth, outputs] = dy.shape;
  const byImage = (image: Tensor4D, size: number): Tensor4D =>
    reshape<Rank.R4>(image, [batch, size, bundles, image.shape[3] / bundles]);
  const images = parts(transpose(byImage(x, height * width), [2, 3, 1, 0]), bundles);
  const filters = parts(transpose(byImage(dy, outHeight * outWidth), [2, 1, 0, 3]), bundles);
  return images.map((image, index) => {
    const gradient = convolve(
      reshape<Rank.R4>(image, [channels / bundles, height, width, batch]),
      reshape<Rank.R4>(filters[index]!, [outHeight, outWidth, batch, outputs / bundles]),
      { strides: dilations, dilations: strides, pads, groups: 1 },
    );
    // A stride that does not divide the image leaves pixels that no window reached.
    return slice(gradient, [0, 0, 0, 0], [channels / bundles, filterHeight, filterWidth, outputs / bundles]);
  });
}

/** Along the first axis; splitting copies, also into one part. */
function parts<T extends Tensor>(x: T, count: number): T[] {
  return count === 1 ? [x] : split(x, count, 0);
}

function pixelsOf(x: Tensor4D, bundles: number): Tensor3D {
  const [batch, height, width, channels] = x.shape;
  return reshape<Rank.R3>(x, [batch * height * width, bundles, channels / bundles]);
}

/** How many groups go into one bundle: the largest divisor of `groups` that keeps the bundle's width. */
function bundleOf(groups: number, channels: number): number {
  let bundle = Math.max(1, Math.min(groups, Math.floor(BUNDLE_WIDTH / channels)));
  while (groups % bundle !== 0) bundle--;
  return bundle;
}

/** Of [bundles, bundle, rows, bundle, columns] the blocks in which both groups are the same one. */
function diagonalBlocks(dense: Tensor, bundle: number): Tensor {
  return bundle === 1 ? dense : sum(mul(dense, reshape(eye(bundle), [1, bundle, 1, bundle, 1])), 3);
}
