import { describe, expect, it } from 'vitest';
import { digits } from './digits.ts';

const countLabels = (split: 'train' | 'test') => {
  const dataset = digits({ split });
  const counts = new Array<number>(10).fill(0);
  for (let index = 0; index < dataset.length; index++) counts[dataset.get(index).label]!++;
  return counts;
};

describe('digits', () => {
  it('splits 1,797 digits into 1,438 and 359', () => {
    expect(digits({ split: 'train' }).length).toBe(1438);
    expect(digits({ split: 'test' }).length).toBe(359);
  });

  it('has the class counts that the source states', () => {
    const test = countLabels('test');
    expect(countLabels('train').map((count, label) => count + test[label]!)).toEqual([
      178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]);
  });

  it('yields grey images of 8x8 bytes, the first of them the known zero', () => {
    const dataset = digits({ split: 'train' });
    const { pixels, label, height, width, channels } = dataset.get(0);
    expect({ label, shape: [height, width, channels] }).toEqual({ label: 0, shape: dataset.shape });
    expect([...pixels.subarray(0, 8)].map((value) => Math.round((value * 16) / 255))).toEqual([
      0, 0, 5, 13, 9, 1, 0, 0,
    ]);
    expect(
      Math.max(...Array.from({ length: 100 }, (_, index) => Math.max(...dataset.get(index).pixels))),
    ).toBe(255);
  });

  it('gives every caller pixels of its own', () => {
    const dataset = digits({ split: 'test' });
    dataset.get(5).pixels.fill(1);
    expect(dataset.get(5)).toEqual(digits({ split: 'test' }).get(5));
    expect(dataset.get(5).pixels.every((value) => value === 1)).toBe(false);
  });

  it('refuses an unknown split or index', () => {
    expect(() => digits({ split: 'val' as 'test' })).toThrow(
      "expected 'train' or 'test' for split but received 'val'",
    );
    for (const index of [-1, 359, 0.5, NaN]) {
      expect(() => digits({ split: 'test' }).get(index)).toThrow(
        expect.objectContaining({ code: 'DATA_INDEX_OUT_OF_RANGE' }),
      );
    }
  });
});
