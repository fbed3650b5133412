import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRecipe, anyShape, make } from '../../testing/anyTensor.ts';
import { expectBothSame } from '../../testing/expectBothSame.ts';

const { abs, acos, acosh, add, asin, asinh, atan, atanh, ceil, clipByValue, cos, cosh, elu, erf } = tf;
const { exp, expm1, floor, leakyRelu, log, log1p, mul, neg, reciprocal, relu, relu6, round, rsqrt } = tf;
const { selu, sigmoid, sign, sin, sinh, softplus, sqrt, square, step, tan, tanh } = tf;
const { isFinite: finite, isInf, isNaN, tensor } = tf;

type Unary = (x: tf.Tensor) => tf.Tensor;

/** Those that tfjs gives integers to, too. */
const ofAll: Record<string, Unary> = {
  abs,
  clip: (x) => clipByValue(x, -0.25, 0.5),
  neg,
  relu,
  relu6: (x) => relu6(mul(x, 10)),
  sign,
  square,
};

const ofFloats: Record<string, Unary> = {
  acos,
  acosh: (x) => acosh(add(x, 2)),
  asin,
  asinh,
  atan,
  atanh,
  ceil,
  cos,
  cosh,
  elu,
  erf,
  exp,
  expm1,
  floor,
  leakyRelu: (x) => leakyRelu(x, 0.3),
  log: (x) => log(abs(x)),
  log1p,
  reciprocal: (x) => reciprocal(add(x, 2)),
  round: (x) => round(mul(x, 10)),
  rsqrt: (x) => rsqrt(add(x, 2)),
  selu,
  sigmoid,
  sin,
  sinh,
  softplus: (x) => softplus(mul(x, 50)),
  sqrt,
  step: (x) => step(x, 0.5),
  tan,
  tanh,
};

const numbers = anyRecipe(anyShape(), 'float32', 'int32');
const floats = anyRecipe(anyShape(), 'float32');

test.each([
  ...Object.entries(ofAll).map(([name, run]) => [name, run, numbers] as const),
  ...Object.entries(ofFloats).map(([name, run]) => [name, run, floats] as const),
])('%s equals that of cpu', async (_, run, recipe) => {
  await fc.assert(
    fc.asyncProperty(recipe, (each) => expectBothSame(() => run(make(each)))),
    { numRuns: 15, seed: 2 },
  );
});

test('special numbers', async () => {
  const special = [NaN, Infinity, -Infinity, 0, -0, 3e38, -3e38, 1e-40];
  await expectBothSame(() => {
    const x = tensor(special);
    const named = [abs, exp, sigmoid, softplus, sqrt, rsqrt, tanh, relu, relu6, step, neg, floor, sign];
    return [...named.map((run) => (run as Unary)(x)), finite(x), isInf(x), isNaN(x), clipByValue(x, -1, 1)];
  });
});

test('long ones are cut into parts', async () => {
  await expectBothSame(() => {
    const x = make({ shape: [100_003], dtype: 'float32', seed: 3 });
    return [relu(x), square(x), sqrt(abs(x))];
  }, 0);
});

test('integers beyond the digits of a float32 stay what they are', async () => {
  await tf.setBackend('native');
  const most = 2 ** 31 - 1;
  expect([...tf.tidy(() => abs(tensor([-most], [1], 'int32'))).dataSync()]).toEqual([most]);
});
