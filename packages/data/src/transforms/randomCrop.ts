import { checkInteger, invalidOption } from '../check.ts';
import { crop } from './operations/crop.ts';
import { checkFill, type Fill } from './operations/fill.ts';
import { described, type Transform } from './transform.ts';

/** How {@link randomCrop} crops. */
export interface RandomCropOptions {
  /** The side of the square that is cut out, or its height and width. Default: the sample's own size. */
  size?: number | readonly [height: number, width: number];
  /** Pixels added on each side before. Default 0. */
  padding?: number;
  /** The value of the added pixels, in [0, 1]: one, or one for each channel. Default 0. */
  fill?: Fill;
}

/**
 * Pads a sample on every side and cuts a window out at a place drawn uniformly. With a padding of 4 this is the CIFAR
 * augmentation of He et al. 2015, section 4.2.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`, also when a sample with its padding is smaller than the window
 */
export function randomCrop(options: RandomCropOptions): Transform {
  const { size, padding = 0, fill = 0 } = options;
  checkInteger('padding', padding, { min: 0 });
  checkFill('fill', fill);
  const sides = size === undefined ? undefined : [size].flat();
  for (const side of sides ?? []) checkInteger('size', side, { min: 1 });
  return described('randomCrop', options, (sample, random) => {
    const [height = sample.height, width = height] = sides ?? [sample.height, sample.width];
    const spareRows = sample.height + 2 * padding - height;
    const spareColumns = sample.width + 2 * padding - width;
    if (spareRows < 0 || spareColumns < 0) {
      throw invalidOption('size', `at most ${sample.height}x${sample.width} and the padding`, [
        height,
        width,
      ]);
    }
    const top = random.int(spareRows + 1) - padding;
    const left = random.int(spareColumns + 1) - padding;
    return crop(sample, { top, left, height, width }, fill);
  });
}
