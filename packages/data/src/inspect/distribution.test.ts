import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Distribution } from './distribution.ts';

it('knows the least, the middle and the greatest of any numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (values) => {
      const distribution = new Distribution();
      for (const value of values) distribution.add(value);
      const sorted = values.toSorted((a, b) => a - b);
      expect(distribution.summary()).toEqual({
        min: sorted[0] ?? 0,
        median: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0,
        max: sorted.at(-1) ?? 0,
      });
    }),
  );
});
