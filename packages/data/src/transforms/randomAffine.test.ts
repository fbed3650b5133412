import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { arbitrarySample } from './arbitrarySample.ts';
import { randomAffine, type RandomAffineOptions } from './randomAffine.ts';

const dot = {
  pixels: Float32Array.from({ length: 25 }, (_, index) => Number(index === 12)),
  height: 5,
  width: 5,
  channels: 1,
  label: 0,
};

describe('randomAffine', () => {
  it('without any freedom is the identity', () => {
    fc.assert(
      fc.property(arbitrarySample, fc.integer(), (sample, seed) => {
        expect(randomAffine({ degrees: 0 })(sample, Random.from(seed))).toEqual(sample);
      }),
    );
  });

  it('turns clockwise', () => {
    const sample = {
      pixels: Float32Array.from([0.1, 0.2, 0.3, 0.4]),
      height: 2,
      width: 2,
      channels: 1,
      label: 0,
    };
    const { pixels } = randomAffine({ degrees: [90, 90] })(sample, Random.from(0));
    [0.3, 0.1, 0.4, 0.2].forEach((value, index) => expect(pixels[index]).toBeCloseTo(value, 6));
  });

  it('shifts by whole pixels up to the fraction', () => {
    const places = new Set<number>();
    const shift = randomAffine({ degrees: 0, translate: [0.2, 0] });
    for (let seed = 0; seed < 60; seed++) places.add(shift(dot, Random.from(seed)).pixels.indexOf(1));
    expect(places).toEqual(new Set([11, 12, 13]));
  });

  it.each<[string, RandomAffineOptions]>([
    ['degrees', { degrees: -1 }],
    ['degrees', { degrees: [10, -10] }],
    ['translate', { degrees: 0, translate: [0, 1.2] }],
    ['scale', { degrees: 0, scale: [0, 1] }],
    ['scale', { degrees: 0, scale: [2, 1] }],
    ['shear', { degrees: 0, shear: NaN }],
    ['fill', { degrees: 0, fill: 3 }],
  ])('refuses a bad %s: %o', (name, options) => {
    expect(() => randomAffine(options)).toThrow(
      expect.objectContaining({
        code: 'DATA_INVALID_OPTION',
        message: expect.stringContaining(name) as string,
      }),
    );
  });
});
