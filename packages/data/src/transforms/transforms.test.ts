import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { arbitrarySample } from './arbitrarySample.ts';
import { compose, horizontalFlip, randomAffine, randomCrop } from './index.ts';

const affine = randomAffine({
  degrees: 30,
  translate: [0.2, 0.2],
  scale: [0.7, 1.4],
  shear: [-10, 10, -5, 5],
});

describe.each([
  ['compose', compose(horizontalFlip(), randomCrop({ padding: 2 }), affine)],
  ['horizontalFlip', horizontalFlip()],
  ['randomCrop', randomCrop({ padding: 3, fill: 0.5 })],
  ['randomAffine', affine],
])('%s, as every transform,', (_, transform) => {
  it('keeps the shape, the label, the range and its input, and repeats itself for the same seed', () => {
    fc.assert(
      fc.property(arbitrarySample, fc.integer(), (sample, seed) => {
        const before = structuredClone(sample);
        const result = transform(sample, Random.from(seed));
        expect(sample).toEqual(before);
        expect(result).toEqual(transform(sample, Random.from(seed)));
        expect({ ...result, pixels: null }).toEqual({ ...sample, pixels: null });
        expect(result.pixels.length).toBe(sample.pixels.length);
        expect(result.pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });
});
