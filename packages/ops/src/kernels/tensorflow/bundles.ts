import {
  concat,
  eye,
  mul,
  reshape,
  split,
  stack,
  sum,
  transpose,
  unstack,
  type Rank,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../../geometry.ts';
import { denseConvolution, type Convolution } from './dense.ts';
import type { Operations } from './operations.ts';

/*
 * Groups where TensorFlow has none: a few of them at a time become one dense convolution, whose filter is zero
 * between different groups. That multiplies by zero more often than not, and is still faster than many narrow
 * convolutions.
 */

type Shape4D = readonly [number, number, number, number];

/** How many channels a bundle of groups has at the most: a dense convolution multiplies by the zeros between its groups. */
const BUNDLE_WIDTH = 32;

function convolveBundles(tf: Operations, x: Tensor4D, filter: Tensor4D, geometry: ConvGeometry): Tensor4D {
  const filters = denseFilters(filter, geometry.groups);
  const convolution = denseConvolution(filter.shape);
  const images = split<Tensor4D>(x, filters.length, 3);
  return concat(
    images.map((image, index) => convolution.forward(tf, image, filters[index]!, dense(geometry))),
    3,
  );
}

function bundlesToInput(
  tf: Operations,
  dy: Tensor4D,
  filter: Tensor4D,
  geometry: ConvGeometry,
  [batch, height, width, channels]: Shape4D,
): Tensor4D {
  const filters = denseFilters(filter, geometry.groups);
  const convolution = denseConvolution(filter.shape);
  const shape: Shape4D = [batch, height, width, channels / filters.length];
  const gradients = split<Tensor4D>(dy, filters.length, 3);
  return concat(
    gradients.map((gradient, index) =>
      convolution.toInput(tf, gradient, filters[index]!, dense(geometry), shape),
    ),
    3,
  );
}

function bundlesToFilter(
  tf: Operations,
  x: Tensor4D,
  dy: Tensor4D,
  geometry: ConvGeometry,
  filterShape: Shape4D,
): Tensor4D {
  const [height, width, channels, outputs] = filterShape;
  const bundle = bundleOf(geometry.groups, channels);
  const count = geometry.groups / bundle;
  const shape: Shape4D = [height, width, bundle * channels, outputs / count];
  const images = split<Tensor4D>(x, count, 3);
  const convolution = denseConvolution(filterShape);
  const gradients = split<Tensor4D>(dy, count, 3).map((gradient, index) =>
    convolution.toFilter(tf, images[index]!, gradient, dense(geometry), shape),
  );
  const byGroup = reshape<Rank.R6>(stack(gradients), [
    count,
    height * width,
    bundle,
    channels,
    bundle,
    outputs / geometry.groups,
  ]);
  const diagonal = sum(mul(byGroup, diagonalOf(bundle)), 2);
  return reshape<Rank.R4>(transpose(diagonal, [1, 2, 0, 3, 4]), [...filterShape]);
}

/** {@link Convolution} in bundles of groups. */
export const bundles: Convolution = {
  forward: convolveBundles,
  toInput: bundlesToInput,
  toFilter: bundlesToFilter,
};

const dense = (geometry: ConvGeometry): ConvGeometry => ({ ...geometry, groups: 1 });

/** For each bundle its filter [kH, kW, channels of the bundle, outputs of the bundle]. */
function denseFilters(filter: Tensor4D, groups: number): Tensor4D[] {
  const [height, width, channels, outputs] = filter.shape;
  const bundle = bundleOf(groups, channels);
  const count = groups / bundle;
  const byGroup = reshape(filter, [height * width, channels, count, bundle, outputs / groups]);
  const rows = reshape(transpose(byGroup, [2, 0, 1, 3, 4]), [
    count,
    height * width,
    1,
    channels,
    bundle,
    outputs / groups,
  ]);
  return unstack(
    reshape(mul(rows, diagonalOf(bundle)), [count, height, width, bundle * channels, outputs / count]),
  ) as Tensor4D[];
}

/** Ones where the group of the inputs is that of the outputs. */
function diagonalOf(bundle: number): Tensor {
  return reshape(eye(bundle), [1, 1, bundle, 1, bundle, 1]);
}

/** How many groups go into one bundle: the largest divisor of `groups` that keeps the bundle's width. */
function bundleOf(groups: number, channels: number): number {
  let bundle = Math.max(1, Math.min(groups, Math.floor(BUNDLE_WIDTH / channels)));
  while (groups % bundle !== 0) bundle--;
  return bundle;
}
