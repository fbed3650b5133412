import { reshape, type Rank, type Tensor4D } from '@tensorflow/tfjs-core';
import { placePixels, takePixels } from './stride.ts';

/*
 * TensorFlow has no gradients of dilated convolutions on a CPU. A dilated filter is a larger one with zeros
 * between its taps, and that one it can do.
 */

type Shape4D = readonly [number, number, number, number];

/** The larger filter. */
export function dilateFilter(filter: Tensor4D, dilations: readonly [number, number]): Tensor4D {
  const [, , channels, outputs] = filter.shape;
  const [height, width] = dilatedSize(filter.shape, dilations);
  const taps = channels * outputs;
  const whole = placePixels(reshape(filter, [1, filter.shape[0], filter.shape[1], taps]), dilations, [
    1,
    height,
    width,
    taps,
  ]);
  return reshape<Rank.R4>(whole, [height, width, channels, outputs]);
}

/** The adjoint: the taps of the larger filter that are the filter's. */
export function undilateFilter(
  whole: Tensor4D,
  dilations: readonly [number, number],
  shape: Shape4D,
): Tensor4D {
  const [height, width, channels, outputs] = whole.shape;
  const taps = reshape<Rank.R4>(whole, [1, height, width, channels * outputs]);
  return reshape<Rank.R4>(takePixels(taps, dilations), [...shape]);
}

/** How many taps high and wide it is with those in between. */
export function dilatedSize(
  [height, width]: Shape4D,
  [down, across]: readonly [number, number],
): [number, number] {
  return [(height - 1) * down + 1, (width - 1) * across + 1];
}
