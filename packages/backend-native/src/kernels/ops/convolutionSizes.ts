import type { kernels } from '@resnext/ops';
import { NativeError } from '../../errors.ts';

export interface ConvolutionShapes {
  /** [N, H, W, C] */
  readonly input: readonly number[];
  /** [kH, kW, C / groups, O] */
  readonly filter: readonly number[];
}

export interface ConvolutionSizes {
  /** [N, oH, oW, O] */
  readonly outputShape: readonly number[];
  /**
   * As the addon takes them: batch, height and width of the input, of the output, of the filter's
   * window, strides, dilations, padding above and to the left, groups, a group's inputs and outputs.
   */
  readonly sizes: Int32Array;
}

type Geometry = kernels.Conv2DAttrs;

/** The addon counts in 32 bits. */
const MOST = 2 ** 31 - 1;

/**
 * The sizes of a convolution, checked: the addon trusts that they fit together.
 *
 * @throws NativeError `NATIVE_BAD_INPUT` when they do not.
 */
export function convolutionSizes(geometry: Geometry, { input, filter }: ConvolutionShapes): ConvolutionSizes {
  const { strides, dilations, pads, groups } = geometry;
  const [batch, height, width, channels] = input as [number, number, number, number];
  const [filterHeight, filterWidth, inputs, outputs] = filter as [number, number, number, number];
  const along = (axis: 0 | 1, size: number, window: number): number =>
    Math.floor((size + pads[axis][0] + pads[axis][1] - dilations[axis] * (window - 1) - 1) / strides[axis]) +
    1;
  const outputShape = [batch, along(0, height, filterHeight), along(1, width, filterWidth), outputs];
  const fits =
    input.length === 4 &&
    filter.length === 4 &&
    inputs * groups === channels &&
    outputs % groups === 0 &&
    outputShape.every((size) => size >= 0) &&
    [input, filter, outputShape].every((shape) => shape.reduce((a, b) => a * b, 1) <= MOST);
  if (!fits) {
    throw new NativeError(
      'NATIVE_BAD_INPUT',
      `expected images and a filter that fit together in ${groups} groups, of at most ${MOST} values each, ` +
        `but received [${input.join(', ')}] and [${filter.join(', ')}]`,
    );
  }
  const sizes = Int32Array.of(
    ...[batch, height, width, outputShape[1]!, outputShape[2]!, filterHeight, filterWidth],
    ...[...strides, ...dilations, pads[0][0], pads[1][0], groups, inputs, outputs / groups],
  );
  return { outputShape, sizes };
}
