import { checkInteger } from '../check.ts';
import { augmentationSpace } from './operations/augmentationSpace.ts';
import { requireBytes } from './operations/requireBytes.ts';
import { described, type Transform } from './transform.ts';

/** How {@link trivialAugmentWide} augments. */
export interface TrivialAugmentWideOptions {
  /** How many magnitudes there are to draw from. Default 31. */
  numMagnitudeBins?: number;
}

/**
 * Applies one operation drawn from fourteen, at a magnitude drawn from a wide range: Müller and Hutter 2021, as
 * torchvision's `TrivialAugmentWide` with its default interpolation (nearest) and fill (black).
 *
 * @throws {DataError} `DATA_INVALID_OPTION`, or `DATA_SHAPE_MISMATCH` for a sample of floats
 */
export function trivialAugmentWide(options: TrivialAugmentWideOptions = {}): Transform {
  const { numMagnitudeBins = 31 } = options;
  checkInteger('numMagnitudeBins', numMagnitudeBins, { min: 2 });
  return described('trivialAugmentWide', options, (sample, random) => {
    const operation = OPERATIONS[random.int(OPERATIONS.length)]!;
    const level = random.int(numMagnitudeBins) / (numMagnitudeBins - 1);
    return operation.apply(
      requireBytes('trivialAugmentWide', sample),
      operation.signed && random.int(2) === 1 ? -level : level,
    );
  });
}

/** The operations by their names. */
export const trivialAugmentSpace = augmentationSpace({
  shear: 0.99,
  translate: () => 32,
  rotate: 135,
  enhance: 0.99,
  posterize: 6,
});

const OPERATIONS = Object.values(trivialAugmentSpace);
