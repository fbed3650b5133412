import type { Tensor4D } from '@tensorflow/tfjs-core';
import { MaxPool2D, MaxPool2DGrad, type MaxPool2DAttrs } from '../names.ts';
import { int, text, type Attributes } from './attributes.ts';
import { tensorflowKernel } from './define.ts';

/** Explicit padding never wins in TensorFlow either. */
const attributesOf = ({
  size,
  strides,
  pads: [[top, bottom], [left, right]],
}: MaxPool2DAttrs): Attributes => ({
  ksize: int([1, ...size, 1]),
  strides: int([1, ...strides, 1]),
  data_format: text('NHWC'),
  ...(top + bottom + left + right === 0
    ? { padding: text('VALID'), explicit_paddings: int([]) }
    : { padding: text('EXPLICIT'), explicit_paddings: int([0, 0, top, bottom, left, right, 0, 0]) }),
});

export const maxPool2dKernel = tensorflowKernel<{ readonly x: Tensor4D }, MaxPool2DAttrs>(
  MaxPool2D,
  (tf, { x }, attrs) => tf.run('MaxPool', [x], attributesOf(attrs)),
);

interface GradInputs {
  readonly dy: Tensor4D;
  readonly x: Tensor4D;
  readonly y: Tensor4D;
}

export const maxPool2dGradKernel = tensorflowKernel<GradInputs, MaxPool2DAttrs>(
  MaxPool2DGrad,
  (tf, { dy, x, y }, attrs) => tf.run('MaxPoolGrad', [x, y, dy], attributesOf(attrs)),
);
