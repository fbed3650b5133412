import { globalAveragePool } from '@resnext/ops';
import {
  grad,
  mul,
  setBackend,
  sum,
  tensor,
  tensor4d,
  tidy,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise, volume } from '@resnext/ops/testing';
import { expectSame } from '../../testing/expectSame.ts';
import { onBoth } from '../../testing/onBoth.ts';

test('equals the composed kernels', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.oneof(fc.constantFrom(1, 3, 10, 2048), fc.integer({ min: 1, max: 600 })),
      fc.integer({ min: 0, max: 1e6 }),
      async (batch, height, width, channels, seed) => {
        const shape: [number, number, number, number] = [batch, height, width, channels];
        fc.pre(volume(shape) < 100_000);
        const results = await onBoth(() => {
          const x = tensor4d(noise(volume(shape), seed), shape);
          const dy = tensor(noise(batch * channels, seed + 1), [batch, channels]);
          return [
            globalAveragePool(x),
            grad((image: Tensor) => sum(mul(globalAveragePool(image as Tensor4D), dy)))(x),
          ];
        });
        expectSame(results.received, results.expected, 1e-6);
      },
    ),
    { numRuns: 30 },
  );
});

test('the mean of a large image keeps its digits', async () => {
  expect(await setBackend('native')).toBe(true);
  const values = noise(500 * 500, 1).map((value) => value + 100);
  const exact = values.reduce((a, b) => a + b, 0) / values.length;
  const received = tidy(() => globalAveragePool(tensor4d(values, [1, 500, 500, 1])).dataSync()[0]!);
  expect(received / exact).toBeCloseTo(1, 6);
});
