import type { Matrix } from '../affineMatrix.ts';
import type { ByteSample } from './requireBytes.ts';

/** Pillow follows a row in 16 binary places. */
const ONE = 65536;

/**
 * The sample seen through a matrix that maps each point of the result to a point of the sample: the pixel that lies
 * there, as Pillow's `Image.transform(AFFINE, NEAREST)`; 0 outside.
 */
export function affineNearest(sample: ByteSample, matrix: Matrix): ByteSample {
  const { height, width, channels, pixels: source } = sample;
  const fixed = (value: number) => Math.floor(value * ONE + 0.5);
  const [a, b, c, d, e, f] = matrix;
  const [stepX, stepY, rowX, rowY] = [fixed(a), fixed(d), fixed(b), fixed(e)];
  const pixels = new Uint8Array(source.length);
  let firstX = fixed(c + a * 0.5 + b * 0.5);
  let firstY = fixed(f + d * 0.5 + e * 0.5);
  for (let y = 0, to = 0; y < height; y++, firstX += rowX, firstY += rowY) {
    for (let x = 0, atX = firstX, atY = firstY; x < width; x++, atX += stepX, atY += stepY, to += channels) {
      const column = Math.floor(atX / ONE);
      const row = Math.floor(atY / ONE);
      if (column < 0 || column >= width || row < 0 || row >= height) continue;
      const from = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) pixels[to + channel] = source[from + channel]!;
    }
  }
  return { ...sample, pixels };
}
