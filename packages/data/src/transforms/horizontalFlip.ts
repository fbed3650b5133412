import { checkNumber } from '../check.ts';
import type { Sample } from '../datasets/dataset.ts';
import type { Transform } from './transform.ts';

/**
 * Mirrors a sample left to right with probability `p`.
 *
 * @throws {DataError} `DATA_INVALID_OPTION` if `p` is not in [0, 1]
 */
export function horizontalFlip(p = 0.5): Transform {
  checkNumber('p', p, { min: 0, max: 1 });
  return (sample, random) => (random.uniform() < p ? mirror(sample) : sample);
}

function mirror(sample: Sample): Sample {
  const { height, width, channels } = sample;
  const pixels = new Float32Array(sample.pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      pixels.set(sample.pixels.subarray(from, from + channels), (y * width + width - 1 - x) * channels);
    }
  }
  return { ...sample, pixels };
}
