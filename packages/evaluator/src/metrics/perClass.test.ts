import { describe, expect, it } from 'vitest';
import { mostConfused } from './confusion.ts';
import { macroAverage, perClass } from './perClass.ts';

const cells = [
  { label: 0, prediction: 0, count: 3 },
  { label: 0, prediction: 1, count: 1 },
  { label: 1, prediction: -1, count: 2 },
  { label: 2, prediction: 0, count: 4 },
];

describe('perClass', () => {
  it('has 0 where there is nothing to take a share of', () => {
    expect(perClass(cells, 4)).toEqual([
      { index: 0, precision: 3 / 7, recall: 3 / 4, f1: 6 / 11, support: 4, predicted: 7 },
      { index: 1, precision: 0, recall: 0, f1: 0, support: 2, predicted: 1 },
      { index: 2, precision: 0, recall: 0, f1: 0, support: 4, predicted: 0 },
      { index: 3, precision: 0, recall: 0, f1: 0, support: 0, predicted: 0 },
    ]);
    expect(macroAverage(perClass(cells, 4)).f1).toBeCloseTo(6 / 11 / 3, 12);
  });
});

describe('mostConfused', () => {
  it('lists mistakes, most frequent first, without those that have no answer', () => {
    expect(mostConfused(cells).map(({ label, prediction }) => [label, prediction])).toEqual([
      [2, 0],
      [0, 1],
    ]);
  });
});
