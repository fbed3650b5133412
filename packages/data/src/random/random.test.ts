import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const take = (random: Random, count: number) => Array.from({ length: count }, () => random.uniform());

describe('Random', () => {
  it('repeats itself for an equal key', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 4 }), (key) => {
        expect(take(Random.from(...key), 4)).toEqual(take(Random.from(...key), 4));
      }),
    );
  });

  it('differs for keys that differ', () => {
    const keys = [[], [0], [0, 0], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [-1], [2 ** 32], [2 ** 52]];
    const first = new Set(keys.map((key) => Random.from(...key).uniform()));
    expect(first.size).toBe(keys.length);
  });

  it('never changes between releases', () => {
    const random = Random.from(42, 3, 7);
    expect([random.int(1000), random.int(1000), random.int(1000)]).toMatchInlineSnapshot(`
      [
        245,
        738,
        877,
      ]
    `);
  });

  it('is uniform across neighbouring keys, as the samples of an epoch are', () => {
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 20_000; index++) counts[Random.from(1, 0, index).int(10)]!++;
    // Chi-square of 9 degrees of freedom exceeds 27.9 once in a thousand seeds; this seed is fixed.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(27.9);
  });

  it('does not correlate neighbouring keys', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => Random.from(1, 0, index).uniform() - 0.5);
    const covariance = values.slice(1).reduce((sum, value, i) => sum + value * values[i]!, 0) / values.length;
    expect(Math.abs(covariance * 12)).toBeLessThan(0.04);
  });

  it('stays in range', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, n) => {
        const random = Random.from(seed);
        const drawn = random.int(n);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < n).toBe(true);
        const between = random.uniform(-3, 5);
        expect(between >= -3 && between < 5).toBe(true);
      }),
    );
  });

  it('refuses a key or a bound that is no integer', () => {
    expect(() => Random.from(0.5)).toThrow('expected an integer for a word of a random key but received 0.5');
    expect(() => Random.from(1).int(0)).toThrow('expected an integer of at least 1 for n but received 0');
  });
});
