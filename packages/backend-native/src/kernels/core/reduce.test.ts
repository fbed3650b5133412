import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadAddon } from '../../addon/load.ts';
import { anyRecipe, anyShape, make, type Recipe } from '../../testing/anyTensor.ts';
import { expectBothSame } from '../../testing/expectBothSame.ts';
import { noise } from '@resnext/ops/testing';

const { all, any, max, mean, min, prod, setBackend, sum, tensor, tidy } = tf;

interface Case {
  readonly recipe: Recipe;
  readonly axes: number[];
  readonly keepDims: boolean;
}

const anyCase = (recipe: fc.Arbitrary<Recipe>): fc.Arbitrary<Case> =>
  recipe.chain((each) =>
    fc.record({
      recipe: fc.constant(each),
      axes: fc.subarray([...each.shape.keys()]),
      keepDims: fc.boolean(),
    }),
  );

const filled = anyShape().filter((shape) => !shape.includes(0));

test.each([
  ['sum', sum, anyRecipe()],
  ['mean', mean, anyRecipe(filled, 'float32', 'int32')],
  ['max', max, anyRecipe(filled, 'float32', 'int32')],
  ['min', min, anyRecipe(filled, 'float32', 'int32')],
] as const)('%s equals that of cpu over any axes', async (_, run, recipe) => {
  await fc.assert(
    fc.asyncProperty(anyCase(recipe), ({ recipe: each, axes, keepDims }) =>
      expectBothSame(() => run(make(each), axes, keepDims)),
    ),
    { numRuns: 100, seed: 3 },
  );
});

test.each([
  ['all', all, anyRecipe(filled, 'bool')],
  ['any', any, anyRecipe(filled, 'bool')],
  ['prod', prod, anyRecipe(anyShape(3), 'float32')],
] as const)('%s equals that of cpu over any axes', async (_, run, recipe) => {
  await fc.assert(
    fc.asyncProperty(anyCase(recipe), ({ recipe: each, axes, keepDims }) =>
      expectBothSame(() => run(make(each), axes, keepDims)),
    ),
    { numRuns: 40, seed: 3 },
  );
});

/** Large enough for several pieces, and several threads. */
test.each([
  [[300_001], [0]],
  [[40_001, 3], [0]],
  [[3_001, 100], [0]],
  [[70, 2_500], [0]],
  [[70, 2_500], [1]],
  [[3, 900, 130], [1]],
  [
    [3, 900, 130],
    [0, 2],
  ],
  [[2, 300_001], [1]],
])('%j over %j', async (shape, axes) => {
  await setBackend('native');
  const values = noise(tf.util.sizeFromShape(shape), 9).map((x) => x + 1);
  const received = tidy(() => sum(tensor(values, shape), axes)).dataSync();
  const expected = new Float64Array(received.length);
  const strides = tf.util.computeStrides(shape).concat(1);
  for (const [index, value] of values.entries()) {
    let at = 0;
    for (const [axis, size] of shape.entries()) {
      if (!axes.includes(axis)) at = at * size + (Math.floor(index / strides[axis]!) % size);
    }
    expected[at]! += value;
  }
  const worst = received.map((value, index) => Math.abs(value / expected[index]! - 1));
  // Partial sums of 32 values in float32, the rest in float64.
  expect(Math.max(...worst)).toBeLessThan(2e-7);
});

test('gives the same bits with one thread as with many', async () => {
  await setBackend('native');
  const addon = loadAddon();
  const threads = addon.threads();
  const bits = (count: number): Float32Array => {
    addon.setThreads(count);
    return tidy(() =>
      sum(make({ shape: [5_003, 70], dtype: 'float32', seed: 4 }), 0),
    ).dataSync() as Float32Array;
  };
  const alone = bits(1);
  expect(bits(3)).toEqual(alone);
  addon.setThreads(threads);
});

test('NaN prevails', async () => {
  await setBackend('native');
  const values = noise(1000, 1);
  values[517] = NaN;
  const x = tensor(values, [10, 100]);
  expect(max(x).dataSync()[0]).toBeNaN();
  expect(min(x, 0).dataSync()[17]).toBeNaN();
  expect(max(x, 1).dataSync().filter(Number.isNaN).length).toBe(1);
  x.dispose();
});

test('of nothing', async () => {
  await setBackend('native');
  const nothing = tensor([], [0, 2]);
  const of = (y: tf.Tensor): number[] => [...y.dataSync()];
  expect(of(sum(nothing, 0))).toEqual([0, 0]);
  expect(of(mean(nothing, 0))).toEqual([NaN, NaN]);
  expect(of(max(nothing, 0))).toEqual([-Infinity, -Infinity]);
  expect(of(prod(nothing, 0))).toEqual([1, 1]);
  expect(of(sum(nothing, 1))).toEqual([]);
  expect(of(all(tensor([], [0, 2], 'bool'), 0))).toEqual([1, 1]);
  expect(of(any(tensor([], [0, 2], 'bool'), 0))).toEqual([0, 0]);
});
