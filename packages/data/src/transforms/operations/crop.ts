import type { Sample } from '../../datasets/sample.ts';
import type { Rectangle } from '../../images/geometry.ts';
import { likePixels } from '../likePixels.ts';
import { fillPixels, type Fill } from './fill.ts';

/** The part of a sample that a rectangle covers; where it reaches beyond the sample, `fill` shows. */
export function crop(sample: Sample, { top, left, height, width }: Rectangle, fill: Fill = 0): Sample {
  const { channels } = sample;
  if (top === 0 && left === 0 && height === sample.height && width === sample.width) return sample;
  const pixels = likePixels(sample.pixels, height * width * channels);
  const firstColumn = Math.max(0, left);
  const lastColumn = Math.min(sample.width, left + width);
  const isInside = left >= 0 && top >= 0 && left + width <= sample.width && top + height <= sample.height;
  if (!isInside) fillPixels(pixels, channels, fill);
  if (firstColumn < lastColumn) {
    for (let y = Math.max(0, -top); y < Math.min(height, sample.height - top); y++) {
      const row = (y + top) * sample.width;
      const visible = sample.pixels.subarray((row + firstColumn) * channels, (row + lastColumn) * channels);
      pixels.set(visible, (y * width + firstColumn - left) * channels);
    }
  }
  return { ...sample, pixels, height, width };
}
