import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { arbitrarySample } from './arbitrarySample.ts';
import { centerCrop } from './centerCrop.ts';

const unused = Random.from(0);

/** Numbers from 1 on in a row, to see which are left. */
function row(width: number): Parameters<ReturnType<typeof centerCrop>>[0] {
  return {
    pixels: Uint8Array.from({ length: width }, (_, x) => x + 1),
    height: 1,
    width,
    channels: 1,
    label: 0,
  };
}

/** The middle row of a crop. */
function middle(width: number, size: number): number[] {
  const { pixels } = centerCrop(size)(row(width), unused);
  const top = Math.floor((size - 1) / 2);
  return [...pixels.subarray(top * size, (top + 1) * size)];
}

describe('centerCrop', () => {
  it('keeps a pixel where it is, seen from the middle, and pads with 0', () => {
    fc.assert(
      fc.property(arbitrarySample, fc.integer({ min: 1, max: 12 }), (sample, size) => {
        const cropped = centerCrop(size)(sample, unused);
        expect(cropped).toMatchObject({ height: size, width: size, channels: sample.channels });
        const sum = (pixels: ArrayLike<number>): number => Array.from(pixels).reduce((a, b) => a + b, 0);
        if (size >= Math.max(sample.height, sample.width))
          expect(sum(cropped.pixels)).toBeCloseTo(sum(sample.pixels), 3);
        // There and back: what a larger square holds is what the image holds.
        const there = centerCrop(size + 2)(sample, unused);
        if (size >= Math.max(sample.height, sample.width))
          expect(centerCrop(size)(there, unused)).toEqual(cropped);
      }),
    );
  });

  it('rounds halves as Python does, to the even offset', () => {
    expect(middle(5, 3)).toEqual([2, 3, 4]);
    expect(middle(4, 1)).toEqual([3]); // An offset of 1.5 becomes 2.
    expect(middle(6, 1)).toEqual([3]); // One of 2.5 becomes 2.
  });

  it('puts the odd column of padding to the right', () => {
    expect(middle(2, 5)).toEqual([0, 1, 2, 0, 0]);
    expect(middle(2, 4)).toEqual([0, 1, 2, 0]);
  });

  it('refuses a size that is none', () => {
    expect(() => centerCrop(0)).toThrow('an integer of at least 1 for size but received 0');
  });
});
