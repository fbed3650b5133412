import { checkInteger } from '../check.ts';
import { centreSquare } from '../images/geometry.ts';
import { crop } from './operations/crop.ts';
import { described, type Transform } from './transform.ts';

/**
 * Cuts a square out of the middle, padded with 0 if a sample is smaller, as torchvision's `CenterCrop` does.
 *
 * @param size the side in pixels
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function centerCrop(size: number): Transform {
  checkInteger('size', size, { min: 1 });
  return described('centerCrop', size, (sample) => crop(sample, centreSquare(sample, size)));
}
