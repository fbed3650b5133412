import { expect, it } from 'vitest';
import { compare, geometricMean, median } from './statistics.ts';

it('takes the middle number, or the mean of the two in the middle', () => {
  expect(median([9, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 100])).toBe(3);
  expect(() => median([])).toThrow('expected at least one number');
});

it('lets twice as fast and half as fast make even', () => {
  expect(geometricMean([2, 0.5])).toBeCloseTo(1);
  expect(geometricMean([4, 9])).toBeCloseTo(6);
});

it('compares medians, and rounds with the round beside them', () => {
  expect(compare([2, 3, 10], [1, 2, 4])).toEqual({ ratio: 1.5, min: 1.5, max: 2.5 });
});
