import { tensor, util, type Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { noise } from '@resnext/ops/testing';

/** What a tensor is made of, on whichever backend. */
export interface Recipe {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly seed: number;
}

/** Numbers that a vector holds several of, some that it does not, none, and one. */
export const anySize = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 70 }) },
);

export const anyShape = (most = 4): fc.Arbitrary<number[]> =>
  fc
    .array(anySize, { maxLength: most })
    .filter((shape) => shape.reduce((product, size) => product * size, 1) < 200_000);

export const anyRecipe = (
  shape: fc.Arbitrary<readonly number[]> = anyShape(),
  ...dtypes: Recipe['dtype'][]
): fc.Arbitrary<Recipe> =>
  fc.record({
    shape,
    dtype: fc.constantFrom(...(dtypes.length > 0 ? dtypes : (['float32', 'int32', 'bool'] as const))),
    seed: fc.nat(1000),
  });

export function make({ shape, dtype, seed }: Recipe): Tensor {
  const numbers = noise(util.sizeFromShape([...shape]), seed);
  if (dtype === 'int32')
    return tensor(
      Int32Array.from(numbers, (x) => x * 100),
      [...shape],
      dtype,
    );
  if (dtype === 'bool')
    return tensor(
      Uint8Array.from(numbers, (x) => (x > 0 ? 1 : 0)),
      [...shape],
      dtype,
    );
  return tensor(numbers, [...shape]);
}
