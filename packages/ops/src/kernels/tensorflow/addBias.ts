import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { text } from './attributes.ts';
import type { Operations } from './operations.ts';

/** @param bias [C] */
export function addBias(tf: Operations, y: Tensor4D, bias: Tensor1D): Tensor4D {
  return tf.run('BiasAdd', [y, bias], { data_format: text('NHWC') });
}
