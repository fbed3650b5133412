import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { arbitrarySample } from './arbitrarySample.ts';
import { randomCrop } from './randomCrop.ts';

describe('randomCrop', () => {
  it('without padding is the identity', () => {
    fc.assert(
      fc.property(arbitrarySample, fc.integer(), (sample, seed) => {
        expect(randomCrop({ padding: 0 })(sample, Random.from(seed))).toEqual(sample);
      }),
    );
  });

  it('reaches each of the nine shifts by one pixel, and equally often', () => {
    const sample = {
      pixels: Float32Array.from([0, 0, 0, 0, 1, 0, 0, 0, 0]),
      height: 3,
      width: 3,
      channels: 1,
      label: 0,
    };
    const counts = new Array<number>(9).fill(0);
    for (let i = 0; i < 9000; i++)
      counts[randomCrop({ padding: 1 })(sample, Random.from(i)).pixels.indexOf(1)]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('shows the fill where the window leaves the image, even altogether', () => {
    const sample = { pixels: Float32Array.from([1]), height: 1, width: 1, channels: 1, label: 0 };
    const seen = new Set<number>();
    for (let i = 0; i < 100; i++)
      seen.add(randomCrop({ padding: 2, fill: 0.25 })(sample, Random.from(i)).pixels[0]!);
    expect(seen).toEqual(new Set([0.25, 1]));
  });

  it('refuses a padding or a fill out of range', () => {
    expect(() => randomCrop({ padding: -1 })).toThrow('an integer of at least 0 for padding but received -1');
    expect(() => randomCrop({ padding: 1, fill: 2 })).toThrow('a number from 0 to 1 for fill but received 2');
  });
});
