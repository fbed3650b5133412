import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rgbToGrey } from './colour.ts';
import { blendFrom, blendFromGrey, mirrored, shiftChannels, sumOfGrey } from './pixelKernels.ts';

/* Each kernel against its definition, for all sizes around those of registers. */

const colours = fc
  .integer({ min: 1, max: 40 })
  .chain((pixels) => fc.uint8Array({ minLength: 3 * pixels, maxLength: 3 * pixels }));
const factor = fc.double({ min: 0, max: 3, noNaN: true });

function blend(from: number, value: number, by: number): number {
  const blended = Math.fround(from + Math.fround(Math.fround(by) * (value - from)));
  return Math.trunc(Math.min(255, Math.max(0, blended)));
}

describe('pixelKernels', () => {
  it('blend from a grey', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 100 }),
        fc.nat(255),
        factor,
        (pixels, from, by) => {
          expect(blendFrom(pixels, from, by)).toEqual(pixels.map((value) => blend(from, value, by)));
        },
      ),
    );
  });

  it('blend from the grey of each pixel, and add it up', () => {
    fc.assert(
      fc.property(colours, factor, (pixels, by) => {
        const grey = rgbToGrey(pixels, 3);
        const expected = pixels.map((value, i) => blend(grey[Math.floor(i / 3)]!, value, by));
        expect(blendFromGrey(pixels, by)).toEqual(expected);
        expect(sumOfGrey(pixels)).toBe(grey.reduce((sum, value) => sum + value, 0));
      }),
    );
  });

  it('shift channels', () => {
    const shift = fc.integer({ min: -300, max: 300 });
    fc.assert(
      fc.property(colours, fc.tuple(shift, shift, shift), (pixels, shifts) => {
        const expected = Uint8ClampedArray.from(pixels, (value, i) => value + shifts[i % 3]!);
        expect(shiftChannels(pixels, shifts)).toEqual(new Uint8Array(expected.buffer));
      }),
    );
  });

  it('mirror rows', () => {
    const side = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(1, 3), (height, width, channels) => {
        const pixels = Uint8Array.from({ length: height * width * channels }, (_, i) => i);
        const at = (y: number, x: number, channel: number) => pixels[(y * width + x) * channels + channel]!;
        const expected = pixels.map((_, i) => {
          const [channel, pixel] = [i % channels, Math.floor(i / channels)];
          return at(Math.floor(pixel / width), width - 1 - (pixel % width), channel);
        });
        expect(mirrored(pixels, { height, width, channels })).toEqual(expected);
      }),
    );
  });
});
