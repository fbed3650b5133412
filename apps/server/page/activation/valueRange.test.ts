import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOf, valueRange } from './valueRange.ts';

test('reaches from the lowest to the highest value of all maps', () => {
  expect(valueRange([{ values: [3, -2] }, { values: Float32Array.of(0, 7) }])).toEqual({ low: -2, high: 7 });
});

test('shares keep the order of values, from 0 to 1', () =>
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 2 }), (values) => {
      const sorted = values.sort((a, b) => a - b);
      const range = valueRange([{ values }]);
      const shares = sorted.map((value) => shareOf(range, value));
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      if (range.high > range.low) expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
    }),
  ));

test('a map that is the same everywhere is in the middle', () => {
  expect(shareOf({ low: 3, high: 3 }, 3)).toBe(0.5);
});
