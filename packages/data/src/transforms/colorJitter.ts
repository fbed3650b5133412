import { checkNumber } from '../check.ts';
import { shuffledIndices } from '../random/shuffle.ts';
import { checkRange, type Interval } from './checkRange.ts';
import { adjustBrightness, adjustContrast, adjustSaturation } from './operations/enhance.ts';
import { adjustHue } from './operations/hue.ts';
import { requireBytes, type ByteSample } from './operations/requireBytes.ts';
import { described, type Transform } from './transform.ts';

/** What {@link colorJitter} draws from: `v` stands for [max(0, 1 - v), 1 + v], for the hue for [-v, v]. */
export interface ColorJitterOptions {
  /** Default: no change. */
  brightness?: number | Interval;
  contrast?: number | Interval;
  saturation?: number | Interval;
  /** In turns of the colour circle, within [-0.5, 0.5]. */
  hue?: number | Interval;
}

type Adjust = (sample: ByteSample, factor: number) => ByteSample;

/**
 * Changes brightness, contrast, saturation and hue by factors drawn uniformly, in random order, as torchvision's
 * `ColorJitter` does with Pillow.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`, or `DATA_SHAPE_MISMATCH` for a sample of floats
 */
export function colorJitter(options: ColorJitterOptions): Transform {
  const adjustments: readonly (readonly [Adjust, Interval | undefined])[] = [
    [adjustBrightness, factorRange('brightness', options.brightness)],
    [adjustContrast, factorRange('contrast', options.contrast)],
    [adjustSaturation, factorRange('saturation', options.saturation)],
    [adjustHue, hueRange(options.hue)],
  ];
  return described('colorJitter', options, (sample, random) => {
    const order = shuffledIndices(adjustments.length, random);
    let result = requireBytes('colorJitter', sample);
    for (const index of order) {
      const [adjust, range] = adjustments[index]!;
      if (range !== undefined) result = adjust(result, random.uniform(...range));
    }
    return result;
  });
}

function factorRange(name: string, value: number | Interval = 0): Interval | undefined {
  if (typeof value !== 'number') return checkRange(name, value, { min: 0 });
  checkNumber(name, value, { min: 0 });
  return value === 0 ? undefined : [Math.max(0, 1 - value), 1 + value];
}

function hueRange(value: number | Interval = 0): Interval | undefined {
  if (typeof value !== 'number') return checkRange('hue', value, { min: -0.5, max: 0.5 });
  checkNumber('hue', value, { min: 0, max: 0.5 });
  return value === 0 ? undefined : [-value, value];
}
