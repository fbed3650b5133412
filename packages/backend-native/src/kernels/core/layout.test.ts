import { expect, test } from 'vitest';
import {
  broadcastStrides,
  forEachPair,
  rowMajorStrides,
  setBroadcastLayout,
  setLayout,
  sizes,
} from './layout.ts';

/** Shape and strides as the addon reads them. */
const layout = (rank: number): number[][] =>
  [0, 16, 32].map((start) => [...sizes.slice(start, start + rank)]);

test('axes that lie alike in both arrays are one', () => {
  const shape = [2, 1, 3, 4];
  const rank = setLayout(shape, rowMajorStrides(shape), rowMajorStrides(shape));
  expect(layout(rank)).toEqual([[24], [1], [1]]);
});

test('a row that others share keeps its axis', () => {
  const shape = [2, 3, 4];
  const rank = setBroadcastLayout(shape, 24, [4], 4, shape, 24);
  expect(layout(rank)).toEqual([
    [6, 4],
    [4, 1],
    [0, 1],
  ]);
});

test('the gate of a channel keeps three', () => {
  const shape = [2, 5, 5, 3];
  const rank = setBroadcastLayout(shape, 150, [2, 1, 1, 3], 6, shape, 150);
  expect(layout(rank)).toEqual([
    [2, 25, 3],
    [75, 3, 1],
    [3, 0, 1],
  ]);
});

test('one element has one axis', () => {
  expect(layout(setLayout([1, 1], [1, 1], [1, 1]))).toEqual([[1], [1], [1]]);
  expect(layout(setLayout([], [], []))).toEqual([[1], [1], [1]]);
});

test('what is missing in front is repeated', () => {
  expect(broadcastStrides([3, 1], [2, 3, 4])).toEqual([0, 1, 0]);
});

test('more axes than the addon has room for are refused', () => {
  const shape = new Array<number>(17).fill(2);
  const strides = shape.map((_, axis) => 3 ** axis);
  expect(() => setLayout(shape, strides, strides)).toThrow(/at most 16 axes/);
});

test('pairs are visited in row-major order', () => {
  const seen: number[][] = [];
  forEachPair(setLayout([2, 2], [2, 1], [1, 2]), (...offsets) => seen.push(offsets));
  expect(seen).toEqual([
    [0, 0, 0],
    [1, 2, 1],
    [2, 1, 2],
    [3, 3, 3],
  ]);
});
