import { checkChoice } from '../check.ts';
import type { Sample } from '../datasets/sample.ts';

/** A decoded image of 8 bits a channel. */
export interface Image {
  /** `height * width * channels` values, row by row, the channels of a pixel side by side (HWC). */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** 3 for red, green, blue; 1 for grey. */
  readonly channels: 1 | 3;
}

/** A sample's pixels in 8 bits, to be looked at. Its channels must be 1 or 3. */
export function toImage(sample: Pick<Sample, 'pixels' | 'height' | 'width' | 'channels'>): Image {
  const { height, width } = sample;
  const channels = checkChoice('channels', sample.channels, [1, 3] as const);
  if (sample.pixels instanceof Uint8Array) return { pixels: sample.pixels, height, width, channels };
  // A Uint8ClampedArray rounds and keeps to 0 - 255 on assignment.
  const pixels = Uint8ClampedArray.from(sample.pixels, (value) => value * 255);
  return {
    pixels: new Uint8Array(pixels.buffer),
    height,
    width,
    channels,
  };
}
