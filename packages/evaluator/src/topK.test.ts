import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from './topK.ts';

// Few distinct values, so that ties are common.
const values = fc
  .array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 12 })
  .map((entries) => Float32Array.from(entries));

describe('topK', () => {
  it('equals the naive ranking', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 15 }), (logits, k) => {
        const naive = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]! || a - b).slice(0, k);
        expect(topK(logits, k).map(({ index }) => index)).toEqual(naive);
      }),
    );
  });

  it('puts NaN last and infinities where they belong', () => {
    const logits = Float32Array.of(NaN, -Infinity, 3, NaN, Infinity);
    expect(topK(logits, 5).map(({ index }) => index)).toEqual([4, 2, 1, 0, 3]);
    expect(topK(logits, 1)).toEqual([{ index: 4, value: Infinity }]);
  });

  it('refuses a k that is no positive integer', () => {
    expect(() => topK(Float32Array.of(1), 0)).toThrow('expected a positive integer for k but received 0');
  });
});
