import type { WindowGeometry } from '@resnext/ops';

/**
 * How a window moves over an image, in the order of the addon's `Window`.
 *
 * @param x [N, H, W, ...]
 * @param y [N, oH, oW, ...]
 */
export function windowOf(
  x: readonly number[],
  y: readonly number[],
  size: readonly number[],
  { strides, dilations, pads }: WindowGeometry,
): Int32Array {
  return Int32Array.of(
    x[0]!,
    x[1]!,
    x[2]!,
    y[1]!,
    y[2]!,
    size[0]!,
    size[1]!,
    ...strides,
    ...dilations,
    pads[0][0],
    pads[1][0],
  );
}
