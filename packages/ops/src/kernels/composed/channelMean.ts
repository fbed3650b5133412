import {
  avgPool,
  fill,
  matMul,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

/** The mean of each channel of each image, [N, C]; summed image by image, so rounding errors stay small. */
export function imageMean(x: Tensor4D): Tensor2D {
  const [batch, height, width, channels] = x.shape;
  const pooled = height * width > 1 ? avgPool(x, [height, width], 1, 'valid') : x;
  return reshape(pooled, [batch, channels]);
}

/** The mean of each channel over batch, height and width, [C]. A row of ones times a matrix is its fastest sum. */
export function channelMean(x: Tensor4D): Tensor1D {
  const [batch, , , channels] = x.shape;
  return reshape(matMul(fill([1, batch], 1 / batch), imageMean(x)), [channels]);
}
