import { kernels, softmaxCrossEntropy } from '@resnext/ops';
import {
  engine,
  grad,
  mul,
  setBackend,
  tensor1d,
  tensor2d,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { noise } from '@resnext/ops/testing';
import { expectSame } from '../../testing/expectSame.ts';
import { onBoth } from '../../testing/onBoth.ts';

beforeEach(async () => {
  expect(await setBackend('native')).toBe(true);
});

const run = (logits: Tensor, labels: Tensor, labelSmoothing = 0): Tensor[] =>
  engine().runKernel<Tensor[]>(kernels.SoftmaxCrossEntropy, { logits, labels }, { labelSmoothing });

test('equals the composed kernels, with class indices and soft labels', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 64 }),
      fc.oneof(fc.constantFrom(2, 10, 1000), fc.integer({ min: 2, max: 120 })),
      fc.constantFrom(0, 0.1, 1),
      fc.constantFrom(1, 30),
      fc.boolean(),
      fc.integer({ min: 0, max: 1e6 }),
      async (batch, classes, labelSmoothing, spread, hard, seed) => {
        const results = await onBoth(() => {
          const logits = tensor2d(
            noise(batch * classes, seed).map((value) => value * spread),
            [batch, classes],
          );
          const labels = hard
            ? tensor1d(Int32Array.from({ length: batch }, (_, n) => (n * 7 + seed) % classes))
            : tensor2d(noise(batch * classes, seed + 1).map(Math.abs), [batch, classes]);
          const loss = (z: Tensor): Tensor => softmaxCrossEntropy(z as Tensor2D, labels, { labelSmoothing });
          return [loss(logits), grad((z: Tensor) => mul(loss(z), 3))(logits)];
        });
        expectSame(results.received, results.expected, 1e-5);
      },
    ),
    { numRuns: 60 },
  );
});

test('a label outside of the classes is no class, as in the composed kernels', async () => {
  const results = await onBoth(() => {
    const logits = tensor2d(noise(20, 1), [4, 5]);
    return run(logits, tensor1d([-1, 5, 2 ** 30, 2], 'int32'));
  });
  expectSame(results.received, results.expected, 1e-6);
});

test('large logits stay finite, and a class that cannot be costs nothing', () => {
  const [loss, dlogits] = run(tensor2d([[1e4, -1e4, -Infinity]]), tensor1d([0], 'int32'));
  expect([...loss!.dataSync()]).toEqual([0]);
  expect([...dlogits!.dataSync()]).toEqual([0, 0, 0]);
});

test('what is not a number shows', () => {
  const [loss, dlogits] = run(tensor2d([[1, NaN, 2]]), tensor1d([0], 'int32'));
  expect([...loss!.dataSync(), ...dlogits!.dataSync()].every(Number.isNaN)).toBe(true);
});
