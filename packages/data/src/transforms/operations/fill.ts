import { checkNumber, invalidOption } from '../../check.ts';
import type { Sample } from '../../datasets/sample.ts';

/** What shows where there is no image: for all channels, or for each; from 0 to 1, also where pixels are bytes. */
export type Fill = number | readonly number[];

/** Returns `fill` if it is one. @throws {DataError} `DATA_INVALID_OPTION` */
export function checkFill(name: string, fill: Fill): Fill {
  for (const value of [fill].flat()) checkNumber(name, value, { min: 0, max: 1 });
  return fill;
}

/** Fills all pixels. @throws {DataError} `DATA_INVALID_OPTION` if there is not a value for each channel */
export function fillPixels(pixels: Sample['pixels'], channels: number, fill: Fill): void {
  const values = fillValues(pixels, channels, fill);
  if (values.every((value) => value === values[0])) pixels.fill(values[0]!);
  else for (let i = 0; i < pixels.length; i++) pixels[i] = values[i % channels]!;
}

/** The value of each channel, in the unit of the pixels. */
export function fillValues(pixels: Sample['pixels'], channels: number, fill: Fill): number[] {
  const values = typeof fill === 'number' ? new Array<number>(channels).fill(fill) : [...fill];
  if (values.length !== channels) throw invalidOption('fill', `a number or ${channels} numbers`, fill);
  return pixels instanceof Uint8Array ? values.map((value) => Math.round(value * 255)) : values;
}
