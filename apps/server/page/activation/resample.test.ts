import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { resample } from './resample.ts';

const grids = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      values: fc.array(fc.integer({ min: -1000, max: 1000 }), {
        minLength: width * height,
        maxLength: width * height,
      }),
    }),
  );
const sizes = fc.integer({ min: 1, max: 40 });

test('a grid in its own size is itself', () =>
  fc.assert(
    fc.property(grids, (grid) => {
      expect([...resample(grid, grid.width, grid.height)]).toEqual(grid.values);
    }),
  ));

test('nothing becomes greater or less than it was anywhere', () =>
  fc.assert(
    fc.property(grids, sizes, sizes, (grid, width, height) => {
      const result = resample(grid, width, height);
      expect(result).toHaveLength(width * height);
      expect(Math.min(...result)).toBeGreaterThanOrEqual(Math.min(...grid.values) - 1e-3);
      expect(Math.max(...result)).toBeLessThanOrEqual(Math.max(...grid.values) + 1e-3);
    }),
  ));

test('a mirrored grid gives the mirrored picture', () =>
  fc.assert(
    fc.property(grids, sizes, sizes, (grid, width, height) => {
      const mirrored = { ...grid, values: [...grid.values].reverse() };
      const expected = resample(grid, width, height).reverse();
      const result = resample(mirrored, width, height);
      result.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 2));
    }),
  ));

test('goes evenly from one cell to the next', () => {
  expect([...resample({ width: 2, height: 1, values: [0, 4] }, 8, 1)]).toEqual([
    0, 0, 0.5, 1.5, 2.5, 3.5, 4, 4,
  ]);
});
