import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRecipe, anyShape, anySize, make } from '../../testing/anyTensor.ts';
import { expectBothSame } from '../../testing/expectBothSame.ts';

/*
 * What only moves elements: transpose, slice, split, stack, concat, pad, tile, reverse, broadcast.
 */

const { broadcastTo, concat, engine, pad, slice, split, stack, stridedSlice, tile, transpose } = tf;
const { unstack } = tf;

const settings = { numRuns: 60, seed: 4 };
const axes = (shape: readonly number[]): number[] => [...shape.keys()];

test('transpose', async () => {
  const any = anyRecipe(anyShape(5)).chain((recipe) =>
    fc.tuple(
      fc.constant(recipe),
      fc.shuffledSubarray(axes(recipe.shape), { minLength: recipe.shape.length }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(any, ([recipe, perm]) => expectBothSame(() => transpose(make(recipe), perm), 0)),
    settings,
  );
});

test.each([
  [
    [3, 70, 65, 33],
    [0, 3, 1, 2],
  ],
  [
    [3, 33, 70, 65],
    [0, 2, 3, 1],
  ],
  [
    [300, 257],
    [1, 0],
  ],
  [
    [7, 300, 31],
    [2, 1, 0],
  ],
])('transpose %j by %j', async (shape, perm) => {
  await expectBothSame(() => transpose(make({ shape, dtype: 'float32', seed: 1 }), perm), 0);
});

test('slice', async () => {
  const any = anyRecipe(anyShape().filter((shape) => shape.length > 0)).chain((recipe) =>
    fc
      .tuple(...recipe.shape.map((size) => fc.tuple(fc.nat(size), fc.nat(size))))
      .map((ends) => [recipe, ends.map((pair) => [Math.min(...pair), Math.max(...pair)])] as const),
  );
  await fc.assert(
    fc.asyncProperty(any, ([recipe, ends]) =>
      expectBothSame(
        () =>
          slice(
            make(recipe),
            ends.map(([begin]) => begin!),
            ends.map(([begin, end]) => end! - begin!),
          ),
        0,
      ),
    ),
    settings,
  );
});

/** Begin, end and step along an axis, with something between: cpu fails where there is nothing. */
const anyPart = (size: number): fc.Arbitrary<[number, number, number]> =>
  fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.constantFrom(1, 2, 3, -1, -2)).map(([one, other, step]) => {
    const [low, high] = [Math.min(one, other), Math.max(one, other)];
    return step < 0 && low < high ? [high, low, step] : [low, high + 1, Math.abs(step)];
  });

test('strided slice', async () => {
  const any = anyRecipe(anyShape(3).filter((shape) => shape.length > 0 && !shape.includes(0))).chain(
    (recipe) => fc.tuple(fc.constant(recipe), fc.tuple(...recipe.shape.map(anyPart))),
  );
  await fc.assert(
    fc.asyncProperty(any, ([recipe, parts]) =>
      expectBothSame(
        () =>
          stridedSlice(
            make(recipe),
            parts.map(([begin]) => begin),
            parts.map(([, end]) => end),
            parts.map(([, , step]) => step),
          ),
        0,
      ),
    ),
    settings,
  );
});

/** Without any of size 0, of which cpu cannot slice. */
const withAxis = anyRecipe(anyShape().filter((shape) => shape.length > 0 && !shape.includes(0))).chain(
  (recipe) => fc.tuple(fc.constant(recipe), fc.nat(recipe.shape.length - 1)),
);

test('concat, and split back', async () => {
  await fc.assert(
    fc.asyncProperty(
      withAxis,
      fc.array(
        anySize.filter((size) => size > 0),
        { minLength: 1, maxLength: 4 },
      ),
      ([recipe, axis], sizes) =>
        expectBothSame(() => {
          const parts = sizes.map((size, seed) =>
            make({ ...recipe, shape: recipe.shape.with(axis, size), seed }),
          );
          const joined = concat(parts, axis);
          return [joined, ...split(joined, sizes, axis)];
        }, 0),
    ),
    settings,
  );
});

test('stack, and unstack', async () => {
  await fc.assert(
    fc.asyncProperty(withAxis, fc.integer({ min: 1, max: 4 }), ([recipe, axis], count) =>
      expectBothSame(() => {
        const parts = Array.from({ length: count }, (_, seed) => make({ ...recipe, seed }));
        const stacked = stack(parts, axis);
        return [stacked, ...unstack(stacked, axis)];
      }, 0),
    ),
    settings,
  );
});

const perAxis = <T>(least: number, most: number, of: (numbers: [number, number][]) => T): fc.Arbitrary<T> =>
  fc
    .array(fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most })), {
      minLength: 4,
      maxLength: 4,
    })
    .map(of);

test('pad', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRecipe(
        anyShape().filter((shape) => shape.length > 0),
        'float32',
        'int32',
      ),
      perAxis(0, 3, (paddings) => paddings),
      ({ shape, ...recipe }, paddings) =>
        expectBothSame(() => pad(make({ shape, ...recipe }), paddings.slice(0, shape.length), 7), 0),
    ),
    settings,
  );
});

test('tile', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRecipe(anyShape(3)),
      perAxis(1, 3, (numbers) => numbers.map(([first]) => first)),
      (recipe, reps) => expectBothSame(() => tile(make(recipe), reps.slice(0, recipe.shape.length)), 0),
    ),
    settings,
  );
});

test('reverse', async () => {
  const any = anyRecipe().chain((recipe) => fc.tuple(fc.constant(recipe), fc.subarray(axes(recipe.shape))));
  await fc.assert(
    fc.asyncProperty(any, ([recipe, dims]) =>
      expectBothSame(() => engine().runKernel<tf.Tensor>('Reverse', { x: make(recipe) }, { dims }), 0),
    ),
    settings,
  );
});

test('broadcast', async () => {
  await expectBothSame(
    () => broadcastTo(make({ shape: [3, 1, 5], dtype: 'int32', seed: 1 }), [2, 3, 4, 5]),
    0,
  );
});

test('parts of nothing', async () => {
  await tf.setBackend('native');
  tf.tidy(() => {
    const nothing = tf.tensor([], [2, 0, 3]);
    expect(split(nothing, [1, 2], 2).map(({ shape }) => shape)).toEqual([
      [2, 0, 1],
      [2, 0, 2],
    ]);
    expect(unstack(nothing).map(({ shape }) => shape)).toEqual([
      [0, 3],
      [0, 3],
    ]);
    expect(concat([nothing, tf.ones([2, 1, 3])], 1).dataSync().length).toBe(6);
    expect(
      pad(
        nothing,
        [
          [0, 0],
          [1, 0],
          [0, 0],
        ],
        7,
      ).dataSync(),
    ).toEqual(new Float32Array(6).fill(7));
  });
});
