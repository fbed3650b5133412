import { OpsError } from './errors.ts';

/** A number for both axes, or one for the height and one for the width. */
export type Size2D = number | readonly [number, number];

/** Pixels on all sides, on (top and bottom, left and right), or on each of the four sides. */
export type Padding = number | readonly [number, number] | readonly [Side, Side];

/** What is added [before, after] an axis. */
export type Side = readonly [number, number];

/** How a window moves over an image: the part that convolution and pooling share. All in pixels. */
export interface WindowGeometry {
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pads: readonly [Side, Side];
}

/** A convolution's window and the groups its channels are divided into. */
export interface ConvGeometry extends WindowGeometry {
  readonly groups: number;
}

export function pair(size: Size2D, name: string, least = 1): readonly [number, number] {
  const both = typeof size === 'number' ? ([size, size] as const) : size;
  for (const value of both) {
    if (!Number.isSafeInteger(value) || value < least) {
      throw new OpsError(
        'OPS_BAD_OPTION',
        `expected whole numbers of at least ${least} for ${name} but received ${JSON.stringify(size)}`,
      );
    }
  }
  return both;
}

export function sides(padding: Padding): readonly [Side, Side] {
  if (typeof padding !== 'number' && typeof padding[0] !== 'number') {
    const [vertical, horizontal] = padding as readonly [Side, Side];
    return [pair(vertical, 'padding', 0), pair(horizontal, 'padding', 0)];
  }
  const [vertical, horizontal] = pair(padding as Size2D, 'padding', 0);
  return [
    [vertical, vertical],
    [horizontal, horizontal],
  ];
}

/**
 * The height and width that a window of `size` leaves of an image, rounded down as PyTorch does.
 *
 * @throws OpsError when the window does not fit into the padded image.
 */
export function outputSize(
  image: readonly [number, number],
  size: readonly [number, number],
  { strides, dilations, pads }: WindowGeometry,
): [number, number] {
  const along = (axis: 0 | 1): number => {
    const padded = image[axis] + pads[axis][0] + pads[axis][1];
    const reach = dilations[axis] * (size[axis] - 1) + 1;
    if (reach > padded) {
      throw new OpsError(
        'OPS_BAD_SHAPE',
        `expected an image of at least ${reach} pixels along its ${axis === 0 ? 'height' : 'width'} ` +
          `(padding included) for a window of ${size.join('x')} but received ${padded}`,
      );
    }
    return Math.floor((padded - reach) / strides[axis]) + 1;
  };
  return [along(0), along(1)];
}
