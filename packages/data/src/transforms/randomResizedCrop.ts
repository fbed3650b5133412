import { checkChoice, checkInteger, checkNumber } from '../check.ts';
import type { Interpolation } from '../images/filter.ts';
import { centreSquare, resizedSize, type Rectangle, type Size } from '../images/geometry.ts';
import type { Random } from '../random/random.ts';
import { checkRange, type Interval } from './checkRange.ts';
import { choosing } from './choosing.ts';
import { crop } from './operations/crop.ts';
import { resizeSample } from './operations/resizeSample.ts';
import type { Transform } from './transform.ts';

/** What {@link randomResizedCrop} draws from. */
export interface RandomResizedCropOptions {
  /** The side of the square result, or its height and width, in pixels. */
  size: number | readonly [height: number, width: number];
  /** The area of the crop as a fraction of the image's, drawn uniformly. Default [0.08, 1]. */
  scale?: readonly [min: number, max: number];
  /** Width by height of the crop, drawn uniformly on a logarithmic scale. Default [3 / 4, 4 / 3]. */
  ratio?: readonly [min: number, max: number];
  /** Default `bilinear`. */
  interpolation?: Interpolation;
  /**
   * What happens to an image into which ten draws did not fit. `centre` takes as much of its middle as `ratio` allows, as
   * torchvision does; `scale` resizes its shorter side and cuts the middle out, as the authors of ResNeXt do. Default
   * `centre`.
   */
  fallback?: 'centre' | 'scale';
}

const TRIES = 10;

/**
 * Cuts a rectangle of random area, shape and place out and resizes it: Szegedy et al. 2014, section 6, as torchvision's
 * `RandomResizedCrop`.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function randomResizedCrop(options: RandomResizedCropOptions): Transform {
  const {
    scale = [0.08, 1],
    ratio = [3 / 4, 4 / 3],
    interpolation = 'bilinear',
    fallback = 'centre',
  } = options;
  const [height, width = height] = [options.size].flat() as [number, number?];
  for (const side of [height, width]) checkInteger('size', side, { min: 1 });
  checkRange('scale', scale, { min: 0 });
  checkNumber('the greatest scale', scale[1], { min: Number.MIN_VALUE, max: 1 });
  checkRange('ratio', ratio, { min: Number.MIN_VALUE });
  checkChoice('interpolation', interpolation, ['bilinear', 'bicubic']);
  checkChoice('fallback', fallback, ['centre', 'scale']);
  const size = { height, width };

  return choosing('randomResizedCrop', options, (image, random) => {
    const drawn = drawRegion(image, scale, ratio, random);
    if (drawn === undefined && fallback === 'scale') {
      return {
        region: { top: 0, left: 0, height: image.height, width: image.width },
        finish: (whole) => {
          const shorter = Math.max(height, width);
          const resized = resizeSample(whole, resizedSize(whole, shorter), interpolation);
          return crop(resized, { ...centreSquare(resized, shorter), ...size });
        },
      };
    }
    return {
      region: drawn ?? centralRegion(image, ratio),
      finish: (part) => resizeSample(part, size, interpolation),
    };
  });
}

/** A rectangle within the image, or nothing if none of ten fits. */
function drawRegion(image: Size, scale: Interval, ratio: Interval, random: Random): Rectangle | undefined {
  const [shortest, widest] = ratio.map(Math.log) as [number, number];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = image.height * image.width * random.uniform(...scale);
    const aspect = Math.exp(random.uniform(shortest, widest));
    const width = Math.round(Math.sqrt(area * aspect));
    const height = Math.round(Math.sqrt(area / aspect));
    if (width < 1 || height < 1 || width > image.width || height > image.height) continue;
    const top = random.int(image.height - height + 1);
    const left = random.int(image.width - width + 1);
    return { top, left, height, width };
  }
  return undefined;
}

/** The middle of an image, with as much of it as the range of ratios allows. */
function centralRegion(image: Size, [least, greatest]: Interval): Rectangle {
  const own = image.width / image.height;
  const height = own < least ? Math.round(image.width / least) : image.height;
  const width = own > greatest ? Math.round(image.height * greatest) : image.width;
  return {
    top: Math.floor((image.height - height) / 2),
    left: Math.floor((image.width - width) / 2),
    height: Math.max(1, height),
    width: Math.max(1, width),
  };
}
