import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { checkShape } from '../check.ts';
import { OpsError } from '../errors.ts';
import { outputSize, pair, sides, type ConvGeometry, type Padding, type Size2D } from '../geometry.ts';
import { Conv2D } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export interface Conv2DOptions {
  /** Pixels between two windows; 1 unless told. */
  readonly stride?: Size2D;
  /** Zeros around the image, in pixels; 0 unless told. */
  readonly padding?: Padding;
  /** Pixels between two taps of a window; 1 unless told. */
  readonly dilation?: Size2D;
  /** The paper's cardinality: into how many groups the channels are divided; 1 unless told. */
  readonly groups?: number;
  /** [O], added to each output channel. */
  readonly bias?: Tensor1D;
}

/**
 * Two-dimensional convolution (cross-correlation) with groups and dilation, differentiable in `x`,
 * `filter` and `bias`. Output `o` of group `g` sees the input channels of group `g` only
 * (arXiv 1611.05431, section 3.2 and figure 3c).
 *
 * @param x [N, H, W, C]
 * @param filter [kH, kW, C / groups, O]
 * @returns [N, oH, oW, O], `oH = floor((H + top + bottom - dilation * (kH - 1) - 1) / stride) + 1`
 * @throws OpsError when shapes or options do not fit together.
 */
export function conv2d(x: Tensor4D, filter: Tensor4D, options: Conv2DOptions = {}): Tensor4D {
  const geometry = convGeometry(x, filter, options);
  return runKernel<Tensor4D>(Conv2D, { x, filter, bias: options.bias }, geometry);
}

/** The geometry of a convolution of `x` with `filter`, once everything about it was found to fit. */
export function convGeometry(x: Tensor4D, filter: Tensor4D, options: Conv2DOptions): ConvGeometry {
  const { stride = 1, padding = 0, dilation = 1, groups = 1, bias } = options;
  checkShape('x', x, [-1, -1, -1, -1], 'batch, height, width, channels');
  checkShape('filter', filter, [-1, -1, -1, -1], 'height, width, channels / groups, outputs');
  const [, height, width, channels] = x.shape;
  const [filterHeight, filterWidth, groupChannels, outputs] = filter.shape;
  if (!Number.isSafeInteger(groups) || groups < 1 || channels % groups !== 0 || outputs % groups !== 0) {
    throw new OpsError(
      'OPS_BAD_OPTION',
      `expected a whole number that divides ${channels} input and ${outputs} output channels for groups but received ${groups}`,
    );
  }
  if (groupChannels !== channels / groups) {
    throw new OpsError(
      'OPS_BAD_SHAPE',
      `expected a filter with ${channels / groups} input channels (${channels} channels of x in ${groups} groups) ` +
        `but received [${filter.shape.join(', ')}]`,
    );
  }
  if (bias) checkShape('bias', bias, [outputs], 'output channels');
  const geometry = {
    strides: pair(stride, 'stride'),
    dilations: pair(dilation, 'dilation'),
    pads: sides(padding),
    groups,
  };
  outputSize([height, width], [filterHeight, filterWidth], geometry);
  return geometry;
}
