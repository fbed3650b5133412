import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { arbitrarySample } from './arbitrarySample.ts';
import { compose, horizontalFlip, randomCrop } from './index.ts';

describe('compose', () => {
  it('of nothing is the identity', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        expect(compose()(sample, Random.from(0))).toBe(sample);
      }),
    );
  });

  it('applies in order, drawing from one generator', () => {
    fc.assert(
      fc.property(arbitrarySample, fc.integer(), (sample, seed) => {
        const random = Random.from(seed);
        const byHand = randomCrop({ padding: 1 })(horizontalFlip()(sample, random), random);
        expect(compose(horizontalFlip(), randomCrop({ padding: 1 }))(sample, Random.from(seed))).toEqual(
          byHand,
        );
      }),
    );
  });
});
