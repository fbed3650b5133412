import {
  eye,
  matMul,
  mul,
  reshape,
  stack,
  sum,
  transpose,
  type Rank,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs } from '../names.ts';
import { composed } from './define.ts';
import { padImage, subsample } from './window.ts';

interface Inputs {
  readonly x: Tensor4D;
  readonly dy: Tensor4D;
}

/** Narrow groups are multiplied together up to this many channels, which a matrix product likes better. */
const BUNDLE_WIDTH = 32;

/** For each tap of the filter, the product over all pixels of what the tap saw and dy. */
export const conv2dBackpropFilterKernel = composed<Inputs, Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  ({ x, dy }, { strides, dilations, pads, groups, filterShape }) => {
    const [filterHeight, filterWidth, width, outputs] = filterShape as [number, number, number, number];
    const [, height, imageWidth] = dy.shape;
    const bundle = bundleOf(groups, width);
    const padded = padImage(x, pads);
    const gradients = bundlesFirst(dy, groups / bundle, 'pixels');
    const taps = [];
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const start = [row * dilations[0], column * dilations[1]] as const;
        const seen = subsample(padded, start, [height, imageWidth], strides);
        const product: Tensor3D = matMul(bundlesFirst(seen, groups / bundle, 'channels'), gradients);
        taps.push(diagonalBlocks(product, bundle));
      }
    }
    // [taps, groups, width, outputs / groups]
    const filter = reshape(stack(taps), [taps.length, groups, width, outputs / groups]);
    return reshape(transpose(filter, [0, 2, 1, 3]), [filterHeight, filterWidth, width, outputs]);
  },
);

/** How many groups go into one product: the largest divisor of `groups` that keeps the bundle's width. */
function bundleOf(groups: number, width: number): number {
  let bundle = Math.max(1, Math.min(groups, Math.floor(BUNDLE_WIDTH / width)));
  while (groups % bundle !== 0) bundle--;
  return bundle;
}

/** [bundles, pixels, channels of one] or, for the left factor of a product, [bundles, channels, pixels]. */
function bundlesFirst(x: Tensor4D, bundles: number, rows: 'pixels' | 'channels'): Tensor3D {
  const [batch, height, width, channels] = x.shape;
  const pixels = reshape<Rank.R3>(x, [batch * height * width, bundles, channels / bundles]);
  if (rows === 'channels') return transpose(pixels, [1, 2, 0]);
  return bundles === 1
    ? reshape(pixels, [1, batch * height * width, channels])
    : transpose(pixels, [1, 0, 2]);
}

/** The blocks of each bundle's product that belong to one group: [groups, width, outputs of a group]. */
function diagonalBlocks(product: Tensor3D, bundle: number): Tensor3D {
  const [bundles, rows, columns] = product.shape;
  if (bundle === 1) return product;
  const blocks = reshape(product, [bundles, bundle, rows / bundle, bundle, columns / bundle]);
  const diagonal = sum(mul(blocks, reshape(eye(bundle), [1, bundle, 1, bundle, 1])), 3);
  return reshape(diagonal, [bundles * bundle, rows / bundle, columns / bundle]);
}
