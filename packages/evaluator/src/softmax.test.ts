import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSumExp, softmax } from './softmax.ts';

const logits = fc
  .array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 20 })
  .map((values) => Float32Array.from(values));

describe('softmax', () => {
  it('adds up to 1 and keeps the order, however great the logits', () => {
    fc.assert(
      fc.property(logits, (values) => {
        const probabilities = softmax(values);
        expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
        for (let i = 1; i < values.length; i++) {
          if (values[i]! > values[i - 1]!)
            expect(probabilities[i]!).toBeGreaterThanOrEqual(probabilities[i - 1]!);
        }
      }),
    );
  });

  it('is known for two classes', () => {
    expect([...softmax(Float32Array.of(0, Math.log(3)))].map((value) => value.toFixed(6))).toEqual([
      '0.250000',
      '0.750000',
    ]);
  });

  it('has no answer for NaN or infinity, and one for minus infinity', () => {
    expect([...softmax(Float32Array.of(1, NaN))]).toEqual([NaN, NaN]);
    expect([...softmax(Float32Array.of(1, Infinity))]).toEqual([NaN, NaN]);
    expect([...softmax(Float32Array.of(1, -Infinity))]).toEqual([1, 0]);
  });
});

describe('logSumExp', () => {
  it('neither overflows nor underflows', () => {
    expect(logSumExp(Float32Array.of(1000, 1000))).toBeCloseTo(1000 + Math.log(2), 10);
    expect(logSumExp(Float32Array.of(-1000, -1000))).toBeCloseTo(-1000 + Math.log(2), 10);
  });
});
