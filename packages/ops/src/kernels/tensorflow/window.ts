import { tensor1d, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvGeometry, Side } from '../../geometry.ts';
import { padImage } from '../composed/window.ts';
import { bool, int, text, type Attributes } from './attributes.ts';
import { dilatedSize, dilateFilter, undilateFilter } from './dilatedFilter.ts';
import type { Operations } from './operations.ts';

/* Convolution by TensorFlow's own operations, which know groups by the filter's shape. */

type Shape4D = readonly [number, number, number, number];

export function convolveWindows(
  tf: Operations,
  x: Tensor4D,
  filter: Tensor4D,
  geometry: ConvGeometry,
): Tensor4D {
  return tf.run('Conv2D', [x, filter], attributes(geometry, explicit(geometry)));
}

export function windowsToInput(
  tf: Operations,
  dy: Tensor4D,
  filter: Tensor4D,
  geometry: ConvGeometry,
  inputShape: Shape4D,
): Tensor4D {
  const run = (whole: Tensor4D, shape: readonly number[], given: Attributes): Tensor4D =>
    tf.run('Conv2DBackpropInput', [tensor1d([...shape], 'int32'), whole, dy], given);
  if (tf.onGpu) return run(filter, inputShape, attributes(geometry, explicit(geometry)));
  const whole = dilateFilter(filter, geometry.dilations);
  const dense = { ...geometry, dilations: [1, 1] as const };
  // Explicit padding keeps oneDNN away, whose gradient is wrong for some numbers of channels.
  if (geometry.groups === 1) return run(whole, inputShape, attributes(dense, explicit(dense)));
  if (isSame(dense, inputShape, whole.shape)) return run(whole, inputShape, attributes(dense, same));
  const [[top, bottom], [left, right]] = geometry.pads;
  const [batch, height, width, channels] = inputShape;
  const padded = [batch, height + top + bottom, width + left + right, channels];
  return padImage(run(whole, padded, attributes(dense, valid)), [
    [-top, -bottom],
    [-left, -right],
  ]);
}

export function windowsToFilter(
  tf: Operations,
  x: Tensor4D,
  dy: Tensor4D,
  geometry: ConvGeometry,
  filterShape: Shape4D,
): Tensor4D {
  const run = (image: Tensor4D, shape: readonly number[], given: Attributes): Tensor4D =>
    tf.run('Conv2DBackpropFilter', [image, tensor1d([...shape], 'int32'), dy], given);
  if (tf.onGpu) return run(x, filterShape, attributes(geometry, explicit(geometry)));
  const { dilations, pads } = geometry;
  const [, , channels, outputs] = filterShape;
  const whole: Shape4D = [...dilatedSize(filterShape, dilations), channels, outputs];
  const dense = { ...geometry, dilations: [1, 1] as const };
  const gradient = isSame(dense, x.shape, whole)
    ? run(x, whole, attributes(dense, same))
    : run(padImage(x, pads), whole, attributes(dense, valid));
  return undilateFilter(gradient, dilations, filterShape);
}

/** How TensorFlow is told what lies around an image. */
interface PaddingAttributes extends Attributes {
  readonly padding: ReturnType<typeof text>;
}

const same: PaddingAttributes = { padding: text('SAME'), explicit_paddings: int([]) };
const valid: PaddingAttributes = { padding: text('VALID'), explicit_paddings: int([]) };

/**
 * Not for gradients on a CPU: oneDNN's, which alone know groups there, take no explicit padding, and so the
 * image is padded first wherever TensorFlow's SAME pads otherwise.
 */
function explicit({ pads: [[top, bottom], [left, right]] }: ConvGeometry): PaddingAttributes {
  return { padding: text('EXPLICIT'), explicit_paddings: int([0, 0, top, bottom, left, right, 0, 0]) };
}

/** Whether the padding is what TensorFlow calls SAME: windows for each `stride`th pixel, the odd zero after the image. */
function isSame(
  { strides, pads }: ConvGeometry,
  image: readonly number[],
  filter: readonly number[],
): boolean {
  return [0, 1].every((axis) => {
    const [before, after] = pads[axis] as Side;
    const size = image[axis + 1]!;
    const stride = strides[axis]!;
    const needed = Math.max((Math.ceil(size / stride) - 1) * stride + filter[axis]! - size, 0);
    return before === Math.floor(needed / 2) && after === needed - before;
  });
}

function attributes({ strides, dilations }: ConvGeometry, padding: PaddingAttributes): Attributes {
  return {
    ...padding,
    strides: int([1, ...strides, 1]),
    dilations: int([1, ...dilations, 1]),
    data_format: text('NHWC'),
    use_cudnn_on_gpu: bool(true),
  };
}
