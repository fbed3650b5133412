import { blendFrom, blendFromGrey, sumOfGrey } from '../../images/pixelKernels.ts';
import type { ByteSample } from './requireBytes.ts';

/**
 * Pillow's `ImageEnhance`, bit for bit: each enhancement goes from a degenerate image (factor 0) through the sample
 * (factor 1) and beyond. All arithmetic is that of 32-bit floats, cut off to bytes.
 */

/** From black. */
export function adjustBrightness(sample: ByteSample, factor: number): ByteSample {
  return { ...sample, pixels: blendFrom(sample.pixels, 0, factor) };
}

/** From the mean grey of the sample. */
export function adjustContrast(sample: ByteSample, factor: number): ByteSample {
  return { ...sample, pixels: blendFrom(sample.pixels, meanGrey(sample), factor) };
}

/** From grey; what is grey already stays as it is. */
export function adjustSaturation(sample: ByteSample, factor: number): ByteSample {
  if (sample.channels === 1) return sample;
  return { ...sample, pixels: blendFromGrey(sample.pixels, factor) };
}

/** From a sample smoothed with a 3x3 kernel of ones around a five. */
export function adjustSharpness(sample: ByteSample, factor: number): ByteSample {
  const table = blendTable(factor);
  const smooth = smoothed(sample);
  const pixels = sample.pixels.map((value, i) => toByte(smooth[i]! + table[255 + value - smooth[i]!]!));
  return { ...sample, pixels };
}

/** `factor` times every difference from -255 to 255 of two bytes. */
function blendTable(factor: number): Float32Array {
  const alpha = Math.fround(factor);
  return Float32Array.from({ length: 511 }, (_, index) => alpha * (index - 255));
}

function toByte(value: number): number {
  const single = Math.fround(value);
  return single <= 0 ? 0 : single >= 255 ? 255 : single | 0;
}

/** The mean of the grey of all pixels, rounded. */
function meanGrey({ pixels, height, width, channels }: ByteSample): number {
  const sum = channels === 1 ? pixels.reduce((total, value) => total + value, 0) : sumOfGrey(pixels);
  return Math.trunc(sum / (height * width) + 0.5);
}

function smoothed({ pixels, height, width, channels }: ByteSample): Uint8Array {
  const result = pixels.slice();
  const row = width * channels;
  // The rim stays as it is.
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * row + channels; i < (y + 1) * row - channels; i++) {
      let sum = 4 * pixels[i]!;
      for (let line = i - row; line <= i + row; line += row) {
        sum += pixels[line - channels]! + pixels[line]! + pixels[line + channels]!;
      }
      result[i] = Math.floor(sum / 13 + 0.5);
    }
  }
  return result;
}
