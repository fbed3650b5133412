import { checkNumber } from '../check.ts';
import type { Sample } from '../datasets/sample.ts';
import type { Rectangle, Size } from '../images/geometry.ts';
import type { Random } from '../random/random.ts';
import { checkRange, type Interval } from './checkRange.ts';
import { checkFill, fillValues, type Fill } from './operations/fill.ts';
import { described, type Transform } from './transform.ts';

/** What {@link randomErasing} draws from. */
export interface RandomErasingOptions {
  /** How often a sample is erased in part. Default 0.5. */
  p?: number;
  /** The area of the rectangle as a fraction of the sample's, drawn uniformly. Default [0.02, 0.33]. */
  scale?: readonly [min: number, max: number];
  /** Height by width of the rectangle, drawn uniformly on a logarithmic scale. Default [0.3, 3.3]. */
  ratio?: readonly [min: number, max: number];
  /** What is put there, in [0, 1]: one value, one for each channel, or noise. Default 0. */
  value?: Fill | 'random';
}

const TRIES = 10;

/**
 * Overwrites a random rectangle: Zhong et al. 2017, as torchvision's `RandomErasing`. A rectangle that fits in none of
 * ten draws is left out.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function randomErasing(options: RandomErasingOptions = {}): Transform {
  const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 } = options;
  checkNumber('p', p, { min: 0, max: 1 });
  checkRange('scale', scale, { min: 0, max: 1 });
  checkRange('ratio', ratio, { min: Number.MIN_VALUE });
  if (value !== 'random') checkFill('value', value);
  return described('randomErasing', options, (sample, random) => {
    if (random.uniform() >= p) return sample;
    const place = drawRectangle(sample, scale, ratio, random);
    return place === undefined ? sample : erase(sample, place, value, random);
  });
}

function drawRectangle(
  sample: Size,
  scale: Interval,
  ratio: Interval,
  random: Random,
): Rectangle | undefined {
  const [least, greatest] = ratio.map(Math.log) as [number, number];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = sample.height * sample.width * random.uniform(...scale);
    const aspect = Math.exp(random.uniform(least, greatest));
    const height = Math.round(Math.sqrt(area * aspect));
    const width = Math.round(Math.sqrt(area / aspect));
    if (height >= sample.height || width >= sample.width) continue;
    const top = random.int(sample.height - height + 1);
    const left = random.int(sample.width - width + 1);
    return { top, left, height, width };
  }
  return undefined;
}

function erase(sample: Sample, place: Rectangle, value: Fill | 'random', random: Random): Sample {
  const { channels } = sample;
  const pixels = sample.pixels.slice();
  const values = value === 'random' ? undefined : fillValues(pixels, channels, value);
  const noise = pixels instanceof Uint8Array ? () => random.int(256) : () => random.uniform();
  for (let y = place.top; y < place.top + place.height; y++) {
    const from = (y * sample.width + place.left) * channels;
    for (let i = 0; i < place.width * channels; i++) pixels[from + i] = values?.[i % channels] ?? noise();
  }
  return { ...sample, pixels };
}
