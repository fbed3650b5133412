import { checkNumber } from '../check.ts';
import type { Random } from '../random/random.ts';
import { inverseAffine, type Affine } from './affineMatrix.ts';
import { checkRange, type Interval } from './checkRange.ts';
import { described, type Transform } from './transform.ts';
import { warp } from './warp.ts';

/** What {@link randomAffine} draws from, with the meanings of torchvision's `RandomAffine`. */
export interface RandomAffineOptions {
  /** Rotation in degrees, clockwise: from this range, or from minus to plus this number. */
  degrees: number | readonly [min: number, max: number];
  /** The largest shift, as fractions of the width and of the height, drawn in whole pixels. Default: none. */
  translate?: readonly [horizontal: number, vertical: number];
  /** The range of the scale factor; above 1 enlarges. Default: none. */
  scale?: readonly [min: number, max: number];
  /**
   * Shear in degrees: along x from minus to plus this number or from this range, or from one range along x and another
   * along y. Default: none.
   */
  shear?:
    | number
    | readonly [min: number, max: number]
    | readonly [xMin: number, xMax: number, yMin: number, yMax: number];
  /** The value of what lies outside the sample, in [0, 1]. Default 0. */
  fill?: number;
}

/**
 * Rotates, shifts, scales and shears a sample about its centre, with bilinear interpolation.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function randomAffine(options: RandomAffineOptions): Transform {
  const { translate = [0, 0], scale = [1, 1], fill = 0 } = options;
  const degrees = toRange('degrees', options.degrees);
  const [shearX, shearY] = toShears(options.shear ?? 0);
  for (const fraction of translate) checkNumber('translate', fraction, { min: 0, max: 1 });
  toRange('scale', scale);
  checkNumber('the least scale', scale[0], { min: Number.MIN_VALUE });
  checkNumber('fill', fill, { min: 0, max: 1 });

  return described('randomAffine', options, (sample, random) => {
    const affine: Affine = {
      degrees: random.uniform(...degrees),
      translate: [
        drawShift(translate[0] * sample.width, random),
        drawShift(translate[1] * sample.height, random),
      ],
      scale: random.uniform(...scale),
      shear: [random.uniform(...shearX), random.uniform(...shearY)],
    };
    return warp(sample, inverseAffine(affine, sample), fill);
  });
}

function drawShift(most: number, random: Random): number {
  return Math.round(random.uniform(-most, most));
}

function toShears(shear: NonNullable<RandomAffineOptions['shear']>): [x: Interval, y: Interval] {
  if (typeof shear === 'number' || shear.length === 2) return [toRange('shear', shear), [0, 0]];
  const [xMin, xMax, yMin, yMax] = shear;
  return [toRange('shear', [xMin, xMax]), toRange('shear', [yMin, yMax])];
}

function toRange(name: string, value: number | Interval): Interval {
  if (typeof value === 'number') {
    checkNumber(name, value, { min: 0 });
    return [-value, value];
  }
  return checkRange(name, value);
}
