import { checkInteger, checkNumber } from '../check.ts';
import type { Transform } from './transform.ts';

/** How {@link randomCrop} crops. */
export interface RandomCropOptions {
  /** Pixels added on each side before a window of the original size is cut out. */
  padding: number;
  /** The value of the added pixels, in [0, 1]. Default 0. */
  fill?: number;
}

/**
 * Shifts a sample by up to `padding` pixels in each direction: it is padded on every side and cropped back to its size
 * at a place drawn uniformly. With a padding of 4 this is the CIFAR augmentation of He et al. 2015, section 4.2.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function randomCrop({ padding, fill = 0 }: RandomCropOptions): Transform {
  checkInteger('padding', padding, { min: 0 });
  checkNumber('fill', fill, { min: 0, max: 1 });
  return (sample, random) => {
    const { height, width, channels } = sample;
    const top = random.int(2 * padding + 1) - padding;
    const left = random.int(2 * padding + 1) - padding;
    const pixels = new Float32Array(sample.pixels.length).fill(fill);
    const firstColumn = Math.max(0, left);
    const lastColumn = Math.min(width, width + left);
    if (firstColumn >= lastColumn) return { ...sample, pixels };
    for (let y = Math.max(0, -top); y < Math.min(height, height - top); y++) {
      const row = (y + top) * width;
      const visible = sample.pixels.subarray((row + firstColumn) * channels, (row + lastColumn) * channels);
      pixels.set(visible, (y * width + firstColumn - left) * channels);
    }
    return { ...sample, pixels };
  };
}
