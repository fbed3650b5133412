import { checkInteger } from '../check.ts';
import { augmentationSpace } from './operations/augmentationSpace.ts';
import { requireBytes } from './operations/requireBytes.ts';
import { described, type Transform } from './transform.ts';

/** How {@link randAugment} augments. */
export interface RandAugmentOptions {
  /** How many operations follow each other. Default 2. */
  numOps?: number;
  /** The bin of magnitudes that all operations take. Default 9. */
  magnitude?: number;
  /** How many bins there are. Default 31. */
  numMagnitudeBins?: number;
}

/**
 * Applies operations drawn from fourteen, all at one magnitude: Cubuk et al. 2019, as torchvision's `RandAugment` with its
 * default interpolation (nearest) and fill (black).
 *
 * @throws {DataError} `DATA_INVALID_OPTION`, or `DATA_SHAPE_MISMATCH` for a sample of floats
 */
export function randAugment(options: RandAugmentOptions = {}): Transform {
  const { numOps = 2, magnitude = 9, numMagnitudeBins = 31 } = options;
  checkInteger('numOps', numOps, { min: 0 });
  checkInteger('numMagnitudeBins', numMagnitudeBins, { min: 2 });
  checkInteger('magnitude', magnitude, { min: 0, max: numMagnitudeBins - 1 });
  const level = magnitude / (numMagnitudeBins - 1);
  return described('randAugment', options, (sample, random) => {
    let result = requireBytes('randAugment', sample);
    for (let count = 0; count < numOps; count++) {
      const operation = OPERATIONS[random.int(OPERATIONS.length)]!;
      result = operation.apply(result, operation.signed && random.int(2) === 1 ? -level : level);
    }
    return result;
  });
}

/** The operations by their names. */
export const randAugmentSpace = augmentationSpace({
  shear: 0.3,
  translate: (side) => (150 / 331) * side,
  rotate: 30,
  enhance: 0.9,
  posterize: 4,
});

const OPERATIONS = Object.values(randAugmentSpace);
