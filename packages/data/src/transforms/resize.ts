import { checkChoice, checkInteger } from '../check.ts';
import type { Interpolation } from '../images/filter.ts';
import { resizedSize } from '../images/geometry.ts';
import { resizeSample } from './operations/resizeSample.ts';
import { described, type Transform } from './transform.ts';

/** How {@link resize} resizes. */
export interface ResizeOptions {
  /** The length that the shorter side gets, or height and width. */
  size: number | readonly [height: number, width: number];
  /** Default `bilinear`. */
  interpolation?: Interpolation;
}

/**
 * Resizes a sample of bytes, bit for bit as torchvision's `Resize` does with Pillow.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function resize(options: ResizeOptions): Transform {
  const { size, interpolation = 'bilinear' } = options;
  for (const side of [size].flat()) checkInteger('size', side, { min: 1 });
  checkChoice('interpolation', interpolation, ['bilinear', 'bicubic']);
  return described('resize', options, (sample) =>
    resizeSample(
      sample,
      typeof size === 'number' ? resizedSize(sample, size) : { height: size[0], width: size[1] },
      interpolation,
    ),
  );
}
