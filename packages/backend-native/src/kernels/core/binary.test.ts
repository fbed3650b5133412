import {
  add,
  addN,
  div,
  maximum,
  minimum,
  mul,
  setBackend,
  squaredDifference,
  sub,
  tensor,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRecipe, anyShape, make } from '../../testing/anyTensor.ts';
import { expectBothSame } from '../../testing/expectBothSame.ts';

const operations = { add, sub, mul, div, maximum, minimum, squaredDifference };

/** A shape, and one that fits it: some of its axes missing in front, some of size 1. */
const pair = anyShape().chain((shape) =>
  fc
    .tuple(fc.nat(shape.length), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
    .map(
      ([missing, ones]) =>
        [shape, shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(missing)] as const,
    ),
);

test.each(Object.entries(operations))('%s equals that of cpu, whatever the shapes', async (name, run) => {
  const dtypes = name === 'div' ? (['float32'] as const) : (['float32', 'int32'] as const);
  await fc.assert(
    fc.asyncProperty(
      pair,
      fc.constantFrom(...dtypes),
      fc.boolean(),
      fc.nat(100),
      async ([long, short], dtype, swap, seed) => {
        await expectBothSame(() => {
          const a = make({ shape: long, dtype, seed });
          const b = make({ shape: short, dtype, seed: seed + 1 });
          return swap ? run(b, a) : run(a, b);
        });
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});

/** Long enough for several threads. */
test.each([
  [
    [9, 41, 130],
    [9, 41, 130],
  ],
  [[50_001, 3], [3]],
  [
    [50_001, 3],
    [50_001, 1],
  ],
  [
    [3, 71, 67, 5],
    [3, 1, 1, 5],
  ],
  [
    [3, 71, 67, 64],
    [3, 1, 1, 64],
  ],
  [[200_003], []],
])('%j and %j', async (first, second) => {
  await expectBothSame(() => {
    const a = make({ shape: first, dtype: 'float32', seed: 1 });
    const b = make({ shape: second, dtype: 'float32', seed: 2 });
    return [add(a, b), sub(b, a), mul(a, b)];
  }, 0);
});

const on = async (run: () => Tensor): Promise<number[]> => {
  await setBackend('native');
  const result = tidy(run);
  const values = [...result.dataSync()];
  result.dispose();
  return values;
};

test('NaN prevails', async () => {
  const [a, b] = [
    [NaN, 1, NaN],
    [1, NaN, NaN],
  ];
  expect(await on(() => maximum(tensor(a), tensor(b)))).toEqual([NaN, NaN, NaN]);
  expect(await on(() => minimum(tensor(a), tensor(b)))).toEqual([NaN, NaN, NaN]);
});

test('integers wrap around', async () => {
  const most = 2 ** 31 - 1;
  const of = (value: number): Tensor => tensor([value], [1], 'int32');
  expect(await on(() => add(of(most), of(1)))).toEqual([-(2 ** 31)]);
  expect(await on(() => mul(of(65_537), of(65_537)))).toEqual([131_073]);
});

test('addN sums tensors of one shape', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRecipe(anyShape(3), 'float32', 'int32'),
      fc.integer({ min: 1, max: 5 }),
      (recipe, count) =>
        expectBothSame(() =>
          addN(Array.from({ length: count }, (_, index) => make({ ...recipe, seed: recipe.seed + index }))),
        ),
    ),
    { numRuns: 30, seed: 1 },
  );
});

test('shapes that do not fit are refused', async () => {
  await setBackend('native');
  expect(() => add(tensor([1, 2]), tensor([1, 2, 3]))).toThrow(/could not be broadcast/);
});
