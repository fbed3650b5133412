import type { Interval } from './interval.ts';
import { twoSidedQuantile } from './normal.ts';

/**
 * Wilson's score interval of a share: in [0, 1], right for few samples and near both ends (E. B. Wilson, 1927).
 *
 * @param correct - out of `samples`
 * @param confidence - 0.9, 0.95 or 0.99
 * @returns from 0 to 1; NaN without samples
 */
export function wilson(correct: number, samples: number, confidence = 0.95): Interval {
  const z = twoSidedQuantile(confidence);
  const share = correct / samples;
  const scale = 1 + z ** 2 / samples;
  const centre = (share + z ** 2 / (2 * samples)) / scale;
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / samples + z ** 2 / (4 * samples ** 2));
  // Rounding must not take the ends of 0 % and 100 % away from where they are exactly.
  return [correct === 0 ? 0 : centre - reach, correct === samples ? 1 : centre + reach];
}
