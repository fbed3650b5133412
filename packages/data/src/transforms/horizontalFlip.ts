import { checkNumber } from '../check.ts';
import { mirror } from './operations/mirror.ts';
import { described, type Transform } from './transform.ts';

/**
 * Mirrors a sample left to right with probability `p`.
 *
 * @throws {DataError} `DATA_INVALID_OPTION` if `p` is not in [0, 1]
 */
export function horizontalFlip(p = 0.5): Transform {
  checkNumber('p', p, { min: 0, max: 1 });
  return described('horizontalFlip', p, (sample, random) => (random.uniform() < p ? mirror(sample) : sample));
}
