import type { ByteSample } from './requireBytes.ts';

/** Pillow's `ImageOps` that replace one tone by another. */

/** Keeps the `bits` highest bits of every value. */
export function posterize(sample: ByteSample, bits: number): ByteSample {
  const mask = 0xff & ~(2 ** (8 - bits) - 1);
  return { ...sample, pixels: sample.pixels.map((value) => value & mask) };
}

/** Inverts every value of at least `threshold`. */
export function solarize(sample: ByteSample, threshold: number): ByteSample {
  return { ...sample, pixels: sample.pixels.map((value) => (value < threshold ? value : 255 - value)) };
}

/** Stretches the values of each channel to the whole range. */
export function autoContrast(sample: ByteSample): ByteSample {
  return byChannel(sample, (counts) => {
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) return undefined;
    const scale = 255 / (high - low);
    const offset = -low * scale;
    return Uint8ClampedArray.from({ length: 256 }, (_, value) => Math.trunc(value * scale + offset));
  });
}

/** Spreads the values of each channel so that all are about equally frequent. */
export function equalize(sample: ByteSample): ByteSample {
  return byChannel(sample, (counts) => {
    const used = counts.filter((count) => count > 0);
    const step = Math.floor((used.reduce((sum, count) => sum + count, 0) - used.at(-1)!) / 255);
    if (used.length <= 1 || step === 0) return undefined;
    let sum = Math.floor(step / 2);
    return Uint8ClampedArray.from(counts, (count) => {
      const value = Math.floor(sum / step);
      sum += count;
      return value;
    });
  });
}

/** Looks each channel up in a table of its own; where there is none, it stays as it is. */
function byChannel(
  sample: ByteSample,
  tableOf: (counts: number[]) => Uint8ClampedArray | undefined,
): ByteSample {
  const { channels } = sample;
  const pixels = sample.pixels.slice();
  for (let channel = 0; channel < channels; channel++) {
    const counts = new Array<number>(256).fill(0);
    for (let i = channel; i < pixels.length; i += channels) counts[pixels[i]!]!++;
    const table = tableOf(counts);
    if (table === undefined) continue;
    for (let i = channel; i < pixels.length; i += channels) pixels[i] = table[pixels[i]!]!;
  }
  return { ...sample, pixels };
}
