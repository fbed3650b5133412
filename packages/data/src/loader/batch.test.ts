import { describe, expect, it } from 'vitest';
import { collate } from './batch.ts';

const sample = (value: number, width: number) => ({
  pixels: new Float32Array(width).fill(value),
  height: 1,
  width,
  channels: 1,
  label: value * 10,
});

describe('collate', () => {
  it('puts samples side by side', () => {
    const indices = Int32Array.from([7, 3]);
    expect(collate([sample(0.1, 2), sample(0.2, 2)], indices)).toEqual({
      images: Float32Array.from([0.1, 0.1, 0.2, 0.2]),
      shape: [2, 1, 2, 1],
      labels: Int32Array.from([1, 2]),
      indices,
    });
  });

  it('names the sample whose shape differs', () => {
    expect(() => collate([sample(0, 2), sample(0, 3)], Int32Array.from([7, 3]))).toThrow(
      expect.objectContaining({
        code: 'DATA_SHAPE_MISMATCH',
        message: expect.stringContaining('for sample 3 but received 1x3x1') as string,
      }),
    );
  });
});
