import type { Sample } from '../datasets/sample.ts';
import type { Matrix } from './affineMatrix.ts';
import { likePixels } from './likePixels.ts';
import { fillValues } from './operations/fill.ts';

/**
 * The sample seen through a matrix that maps each point of the result to a point of the sample: bilinear between the
 * centres of the four nearest pixels, with `fill` for every pixel outside.
 */
export function warp(sample: Sample, [m0, m1, m2, m3, m4, m5]: Matrix, fill: number): Sample {
  const { height, width, channels, pixels: source } = sample;
  const pixels = likePixels(source, source.length);
  const rounding = source instanceof Uint8Array ? 0.5 : 0;
  const outside = fillValues(source, 1, fill)[0]!;
  const at = (y: number, x: number, channel: number) =>
    y >= 0 && y < height && x >= 0 && x < width ? source[(y * width + x) * channels + channel]! : outside;

  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = m0 * (x + 0.5) + m1 * (y + 0.5) + m2 - 0.5;
      const sourceY = m3 * (x + 0.5) + m4 * (y + 0.5) + m5 - 0.5;
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const right = sourceX - left;
      const below = sourceY - top;
      for (let channel = 0; channel < channels; channel++) {
        const upper = (1 - right) * at(top, left, channel) + right * at(top, left + 1, channel);
        const lower = (1 - right) * at(top + 1, left, channel) + right * at(top + 1, left + 1, channel);
        pixels[(y * width + x) * channels + channel] = (1 - below) * upper + below * lower + rounding;
      }
    }
  }
  return { ...sample, pixels };
}
