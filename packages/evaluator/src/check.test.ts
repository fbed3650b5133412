import { describe, expect, it } from 'vitest';
import { checkBatch, checkPositiveInteger } from './check.ts';

describe('checkPositiveInteger', () => {
  it.each([0, -1, 1.5, NaN, Infinity])('refuses %d', (value) => {
    expect(() => checkPositiveInteger('classes', value)).toThrow(
      `expected a positive integer for classes but received ${value}`,
    );
  });
});

describe('checkBatch', () => {
  it('accepts a batch that fits, and an empty one', () => {
    checkBatch(new Float32Array(6), Int32Array.of(0, 2), 3);
    checkBatch(new Float32Array(0), Int32Array.of(), 3);
  });

  it('refuses logits of another number of classes', () => {
    expect(() => checkBatch(new Float32Array(8), Int32Array.of(0, 2), 3)).toThrow(
      expect.objectContaining({
        code: 'EVALUATOR_LOGITS_SIZE',
        message: expect.stringContaining(
          'expected 6 logits, 3 for each of 2 samples, but received 8',
        ) as string,
      }),
    );
  });

  it.each([-1, 3])('refuses the label %d of 3 classes', (label) => {
    expect(() => checkBatch(new Float32Array(6), Int32Array.of(0, label), 3)).toThrow(
      expect.objectContaining({
        code: 'EVALUATOR_LABEL_OUT_OF_RANGE',
        message: expect.stringContaining(
          `a label from 0 to 2 for sample 1 of a batch but received ${label}`,
        ) as string,
      }),
    );
  });
});
