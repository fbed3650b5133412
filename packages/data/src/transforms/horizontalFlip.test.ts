import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { arbitrarySample } from './arbitrarySample.ts';
import { horizontalFlip } from './horizontalFlip.ts';

const random = Random.from(0);

describe('horizontalFlip', () => {
  it('mirrors each row and keeps the channels of a pixel together', () => {
    const sample = {
      pixels: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]),
      height: 2,
      width: 2,
      channels: 2,
      label: 0,
    };
    expect([...horizontalFlip(1)(sample, random).pixels]).toEqual([3, 4, 1, 2, 7, 8, 5, 6]);
  });

  it('never happens at 0, always at 1, and twice is once undone', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        expect(horizontalFlip(0)(sample, random)).toBe(sample);
        const flip = horizontalFlip(1);
        expect(flip(flip(sample, random), random)).toEqual(sample);
      }),
    );
  });

  it('happens half of the time by default', () => {
    const sample = { pixels: Float32Array.from([0, 1]), height: 1, width: 2, channels: 1, label: 0 };
    const flips = Array.from({ length: 4000 }, (_, i) => horizontalFlip()(sample, Random.from(i)).pixels[0]!);
    expect(Math.abs(flips.reduce((sum, flipped) => sum + flipped) - 2000)).toBeLessThan(120);
  });

  it('refuses what is no probability', () => {
    expect(() => horizontalFlip(1.5)).toThrow('expected a number from 0 to 1 for p but received 1.5');
  });
});
