import { checkNumber, invalidOption } from '../check.ts';
import { described, type Transform } from './transform.ts';

/** How {@link normalize} normalises: a number for each channel, of pixels in [0, 1]. */
export interface NormalizeOptions {
  mean: readonly number[];
  std: readonly number[];
}

/**
 * `(pixel - mean) / std` by channel, of pixels from 0 to 1 (bytes are divided by 255 first). Batches become floats, four
 * times as large; where the model normalises them itself, leave them bytes.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`, also for a sample of other channels
 */
export function normalize(options: NormalizeOptions): Transform {
  const { mean, std } = options;
  if (mean.length !== std.length) throw invalidOption('std', `${mean.length} numbers, as mean has,`, std);
  for (const value of mean) checkNumber('mean', value);
  for (const value of std) checkNumber('std', value, { min: Number.MIN_VALUE });
  return described('normalize', options, (sample) => {
    const { channels, pixels: source } = sample;
    if (channels !== mean.length) throw invalidOption('mean', `${channels} numbers`, mean);
    const unit = source instanceof Uint8Array ? 255 : 1;
    const pixels = new Float32Array(source.length);
    for (let channel = 0; channel < channels; channel++) {
      const [centre, spread] = [mean[channel]!, std[channel]!];
      for (let i = channel; i < source.length; i += channels) {
        pixels[i] = (source[i]! / unit - centre) / spread;
      }
    }
    return { ...sample, pixels };
  });
}
