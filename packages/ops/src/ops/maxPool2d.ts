import type { Tensor4D } from '@tensorflow/tfjs-core';
import { checkShape } from '../check.ts';
import { OpsError } from '../errors.ts';
import { outputSize, pair, sides, type Padding, type Size2D } from '../geometry.ts';
import { MaxPool2D, type MaxPool2DAttrs } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export interface MaxPool2DOptions {
  /** The window in pixels. */
  readonly size: Size2D;
  /** Pixels between two windows; the window's size unless told. */
  readonly stride?: Size2D;
  /** What is added around the image, in pixels, and never wins; at most half the window. */
  readonly padding?: Padding;
}

/**
 * Max-pooling with explicit padding, differentiable in `x`: each maximum's gradient goes to the one
 * pixel that it came from.
 *
 * @param x [N, H, W, C]
 * @returns [N, oH, oW, C]
 * @throws OpsError when shapes or options do not fit together.
 */
export function maxPool2d(x: Tensor4D, { size, stride = size, padding = 0 }: MaxPool2DOptions): Tensor4D {
  checkShape('x', x, [-1, -1, -1, -1], 'batch, height, width, channels');
  const attrs: MaxPool2DAttrs = {
    size: pair(size, 'size'),
    strides: pair(stride, 'stride'),
    dilations: [1, 1],
    pads: sides(padding),
  };
  attrs.pads.forEach((side, axis) => {
    if (Math.max(...side) * 2 > attrs.size[axis]!) {
      throw new OpsError(
        'OPS_BAD_OPTION',
        `expected at most half the window of ${attrs.size.join('x')} for padding but received ${JSON.stringify(padding)}`,
      );
    }
  });
  outputSize([x.shape[1], x.shape[2]], attrs.size, attrs);
  return runKernel<Tensor4D>(MaxPool2D, { x }, attrs);
}
