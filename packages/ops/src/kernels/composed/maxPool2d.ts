import { MaxPool, add, mul, onesLike, step, sub, zerosLike, type Tensor4D } from '@tensorflow/tfjs-core';
import { outputSize } from '../../geometry.ts';
import { MaxPool2D, MaxPool2DGrad, type MaxPool2DAttrs } from '../names.ts';
import { runKernel } from '../run.ts';
import { composed } from './define.ts';
import { padImage, spread, subsample } from './window.ts';

/** tfjs-core's kernel pads by its own rules only, so the image is padded first, with what never wins. */
export const maxPool2dKernel = composed<{ readonly x: Tensor4D }, MaxPool2DAttrs>(
  MaxPool2D,
  ({ x }, attrs) => {
    const { size, strides, pads } = attrs;
    if (size[0] === 1 && size[1] === 1) {
      // Backends refuse a window of one pixel, which type A shortcuts use.
      return subsample(x, [0, 0], outputSize([x.shape[1], x.shape[2]], size, attrs), strides).clone();
    }
    return runKernel<Tensor4D>(
      MaxPool,
      { x: padImage(x, pads, -Infinity) },
      { filterSize: size, strides, pad: 'valid' },
    );
  },
);

interface GradInputs {
  readonly dy: Tensor4D;
  readonly x: Tensor4D;
  readonly y: Tensor4D;
}

/**
 * Tap by tap: where a tap saw the maximum, and no tap before it did, it gets the gradient. (wasm's own
 * MaxPoolGrad misplaces the gradients of negative maxima.)
 */
export const maxPool2dGradKernel = composed<GradInputs, MaxPool2DAttrs>(
  MaxPool2DGrad,
  ({ dy, x, y }, { size, strides, pads }) => {
    const [, height, width] = y.shape;
    const padded = padImage(x, pads, -Infinity);
    let dx: Tensor4D = zerosLike(padded);
    let free: Tensor4D = onesLike(y);
    for (let row = 0; row < size[0]; row++) {
      for (let column = 0; column < size[1]; column++) {
        const seen = subsample(padded, [row, column], [height, width], strides);
        const won = mul<Tensor4D>(free, sub(1, step(sub(y, seen))));
        free = sub(free, won);
        const apart = spread(mul<Tensor4D>(dy, won), strides);
        const there = padImage(apart, [
          [row, padded.shape[1] - apart.shape[1] - row],
          [column, padded.shape[2] - apart.shape[2] - column],
        ]);
        dx = add(dx, there);
      }
    }
    const [[top, bottom], [left, right]] = pads;
    return padImage(dx, [
      [-top, -bottom],
      [-left, -right],
    ]);
  },
);
