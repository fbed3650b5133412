import {
  DepthwiseConv2dNative,
  concat,
  ones,
  pad,
  reshape,
  slice,
  zeros,
  type Rank,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { Side } from '../../geometry.ts';
import { runKernel } from '../run.ts';

/** Adds `value` around an image; a negative side cuts off instead. */
export function padImage(x: Tensor4D, pads: readonly [Side, Side], value = 0): Tensor4D {
  const [[top, bottom], [left, right]] = pads;
  let padded = x;
  if (top > 0 || bottom > 0 || left > 0 || right > 0) {
    const grow = (pixels: number): number => Math.max(pixels, 0);
    padded = pad(
      padded,
      [
        [0, 0],
        [grow(top), grow(bottom)],
        [grow(left), grow(right)],
        [0, 0],
      ],
      value,
    );
  }
  if (top < 0 || bottom < 0 || left < 0 || right < 0) {
    const cut = (pixels: number): number => Math.max(-pixels, 0);
    const [batch, height, width, channels] = padded.shape;
    const size: [number, number, number, number] = [
      batch,
      height - cut(top) - cut(bottom),
      width - cut(left) - cut(right),
      channels,
    ];
    padded = slice(padded, [0, cut(top), cut(left), 0], size);
  }
  return padded;
}

/** Every `strides`-th pixel from `start`, `size` of them; beyond the image they are zeros. */
export function subsample(
  x: Tensor4D,
  start: readonly [number, number],
  size: readonly [number, number],
  strides: readonly [number, number],
): Tensor4D {
  const [down, across] = strides;
  const [, height, width] = x.shape;
  const whole = padImage(x, [
    [-start[0], start[0] + size[0] * down - height],
    [-start[1], start[1] + size[1] * across - width],
  ]);
  if (down === 1 && across === 1) return whole;
  // A depthwise convolution of one pixel with ones; StridedSlice is some twenty times slower on wasm.
  return runKernel<Tensor4D>(
    DepthwiseConv2dNative,
    { x: whole, filter: ones([1, 1, whole.shape[3], 1]) },
    { strides, dilations: [1, 1], pad: 'valid', dataFormat: 'NHWC' },
  );
}

/**
 * The adjoint of {@link subsample}, apart from borders: pixels move `strides` apart with zeros between
 * and after them, so the image grows to `strides` times its size.
 */
export function spread(x: Tensor4D, strides: readonly [number, number]): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [down, across] = strides;
  // Zeros behind a pixel (or a row) are zeros beside it once its axis is merged with the next one.
  const append = (values: Tensor, rows: number, row: number, times: number): Tensor =>
    times === 1 ? values : concat([reshape(values, [rows, row]), zeros([rows, row * (times - 1)])], 1);
  const wide = append(x, batch * height * width, channels, across);
  const tall = append(wide, batch * height, width * across * channels, down);
  return reshape<Rank.R4>(tall, [batch, height * down, width * across, channels]);
}
