import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRecipe, anyShape, make, type Recipe } from '../../testing/anyTensor.ts';
import { expectBothSame } from '../../testing/expectBothSame.ts';

/*
 * Kernels in TypeScript: comparisons, choices, indices, sequences.
 */

const settings = { numRuns: 30, seed: 7 };
const filled = anyShape(3).filter((shape) => shape.length > 0 && !shape.includes(0));

test.each([
  ['equal', tf.equal],
  ['notEqual', tf.notEqual],
  ['greater', tf.greater],
  ['greaterEqual', tf.greaterEqual],
  ['less', tf.less],
  ['lessEqual', tf.lessEqual],
] as const)('%s', async (_, run) => {
  await fc.assert(
    fc.asyncProperty(anyRecipe(anyShape(3)), (recipe) =>
      expectBothSame(() => run(make(recipe), make({ ...recipe, seed: recipe.seed + 1 }))),
    ),
    settings,
  );
});

test('logic', async () => {
  await fc.assert(
    fc.asyncProperty(anyRecipe(anyShape(3), 'bool'), (recipe) =>
      expectBothSame(() => {
        const [a, b] = [make(recipe), make({ ...recipe, seed: recipe.seed + 1 })];
        return [tf.logicalAnd(a, b), tf.logicalOr(a, b), tf.logicalNot(a), tf.where(a, b, a)];
      }),
    ),
    settings,
  );
});

test.each([
  ['pow', tf.pow],
  ['mod', tf.mod],
  ['floorDiv', tf.floorDiv],
  ['atan2', tf.atan2],
] as const)('%s', async (_, run) => {
  await expectBothSame(() =>
    run(
      make({ shape: [3, 50], dtype: 'float32', seed: 1 }),
      make({ shape: [50], dtype: 'float32', seed: 2 }),
    ),
  );
});

test('casts between all types', async () => {
  await fc.assert(
    fc.asyncProperty(anyRecipe(), fc.constantFrom('float32', 'int32', 'bool'), (recipe, dtype) =>
      expectBothSame(() => tf.cast(tf.mul(make({ ...recipe, dtype: recipe.dtype }), 1), dtype), 0),
    ),
    settings,
  );
  await expectBothSame(() => tf.cast(tf.tensor([NaN, 1.9, -1.9, 0]), 'int32'), 0);
  await expectBothSame(() => tf.cast(tf.tensor([NaN, 1.9, -1.9, 0]), 'bool'), 0);
});

test('argMax, argMin, softmax, logSoftmax and topk of rows', async () => {
  await fc.assert(
    fc.asyncProperty(anyRecipe(filled, 'float32'), fc.nat(50), (recipe: Recipe, k) =>
      expectBothSame(() => {
        const x = make(recipe);
        const { values, indices } = tf.topk(x, Math.min(k, recipe.shape.at(-1)!));
        const axes = recipe.shape.map((_, axis) => [tf.argMax(x, axis), tf.argMin(x, axis)]);
        return [values, indices, tf.softmax(x), tf.logSoftmax(x), ...axes.flat()];
      }),
    ),
    settings,
  );
});

test('of equals topk takes the first', async () => {
  await expectBothSame(() => {
    const x = tf.tensor([3, 1, 3, 2, 3, 1], [6], 'int32');
    return [4, 6].map((k) => tf.topk(x, k).indices);
  }, 0);
});

test('oneHot leaves what is out of range', async () => {
  await expectBothSame(() => tf.oneHot(tf.tensor([0, 2, -1, 3], [4], 'int32'), 3, 5, -5), 0);
});

test('cumulative sums and products', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRecipe(filled, 'float32', 'int32'),
      fc.boolean(),
      fc.boolean(),
      (recipe, exclusive, reverse) =>
        expectBothSame(() => {
          const x = make(recipe);
          const axis = recipe.shape.length - 1;
          return [tf.cumsum(x, axis, exclusive, reverse), tf.cumsum(x, 0, exclusive, reverse)];
        }),
    ),
    settings,
  );
  await expectBothSame(() => tf.cumprod(make({ shape: [4, 7], dtype: 'float32', seed: 1 }), 1, true, true));
});

test('gather, and its sum back', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRecipe(filled),
      fc.array(fc.nat(100), { minLength: 1, maxLength: 9 }),
      (recipe, picks) =>
        expectBothSame(() => {
          const x = make(recipe);
          return recipe.shape.map((size, axis) =>
            tf.gather(
              x,
              tf.tensor(
                picks.map((pick) => pick % size),
                [picks.length],
                'int32',
              ),
              axis,
            ),
          );
        }, 0),
    ),
    settings,
  );
  await expectBothSame(() =>
    tf.unsortedSegmentSum(
      make({ shape: [5, 3], dtype: 'float32', seed: 1 }),
      tf.tensor1d([0, 2, 0, -1, 1], 'int32'),
      3,
    ),
  );
});

test('an index out of range is refused', async () => {
  await tf.setBackend('native');
  expect(() => tf.gather(tf.tensor([1, 2]), tf.tensor1d([2], 'int32'))).toThrow(
    'GatherV2: the index value 2 is not in [0, 1]',
  );
});

test('ranges', async () => {
  await expectBothSame(() => [
    tf.range(0, 5),
    tf.range(5, 0),
    tf.range(5, 0, -2),
    tf.range(0, 1, 0.3),
    tf.range(3, 3),
    tf.range(0, 9, 2, 'int32'),
    tf.linspace(-1, 2, 7),
    tf.linspace(4, 5, 1),
  ]);
});

test('fills', async () => {
  await expectBothSame(() => [
    tf.fill([3, 2], 1.5),
    tf.fill([3], -7, 'int32'),
    tf.fill([0, 3], 1),
    tf.zerosLike(tf.tensor([1, 0], [2], 'bool')),
    tf.onesLike(tf.tensor([1, 2], [2], 'int32')),
  ]);
});
