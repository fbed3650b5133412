import { reshape, type Rank, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../../geometry.ts';
import { padImage } from '../composed/window.ts';
import { bool } from './attributes.ts';
import type { Operations } from './operations.ts';
import { placePixels, takePixels } from './stride.ts';

/*
 * A convolution of one pixel without groups is a product of matrices. As such it is up to twice as fast on a
 * CPU as TensorFlow's convolution, the same on a GPU, and does not end the process as oneDNN's convolution of
 * one pixel does for some sizes where the processor does not tell its caches.
 */

type Shape4D = readonly [number, number, number, number];

export function convolvePixels(
  tf: Operations,
  x: Tensor4D,
  filter: Tensor4D,
  geometry: ConvGeometry,
): Tensor4D {
  const seen = seenPixels(x, geometry);
  const [batch, height, width] = seen.shape;
  const y = product(tf, pixels(seen), pixels(filter), {});
  return reshape<Rank.R4>(y, [batch, height, width, filter.shape[3]]);
}

export function pixelsToInput(
  tf: Operations,
  dy: Tensor4D,
  filter: Tensor4D,
  geometry: ConvGeometry,
  inputShape: Shape4D,
): Tensor4D {
  const [batch, height, width] = dy.shape;
  const seen = reshape<Rank.R4>(product(tf, pixels(dy), pixels(filter), { turn: 'right' }), [
    batch,
    height,
    width,
    inputShape[3],
  ]);
  const { strides, pads } = geometry;
  const whole = placePixels(seen, strides, paddedShape(inputShape, geometry));
  const [[top, bottom], [left, right]] = pads;
  return padImage(whole, [
    [-top, -bottom],
    [-left, -right],
  ]);
}

export function pixelsToFilter(
  tf: Operations,
  x: Tensor4D,
  dy: Tensor4D,
  geometry: ConvGeometry,
  filterShape: Shape4D,
): Tensor4D {
  const seen = seenPixels(x, geometry);
  return reshape<Rank.R4>(product(tf, pixels(seen), pixels(dy), { turn: 'left' }), [...filterShape]);
}

/** The pixels that the windows see. */
function seenPixels(x: Tensor4D, { strides, pads }: ConvGeometry): Tensor4D {
  return takePixels(padImage(x, pads), strides);
}

function paddedShape([batch, height, width, channels]: Shape4D, { pads }: ConvGeometry): Tensor4D['shape'] {
  return [batch, height + pads[0][0] + pads[0][1], width + pads[1][0] + pads[1][1], channels];
}

/** A matrix with the channels (of a filter: the outputs) in its columns. */
function pixels(x: Tensor4D): Tensor {
  const columns = x.shape[3];
  return reshape(x, [x.size / columns, columns]);
}

function product(tf: Operations, a: Tensor, b: Tensor, { turn }: { turn?: 'left' | 'right' }): Tensor {
  return tf.run('MatMul', [a, b], {
    transpose_a: bool(turn === 'left'),
    transpose_b: bool(turn === 'right'),
  });
}
