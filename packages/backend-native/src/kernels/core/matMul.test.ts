import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadAddon } from '../../addon/load.ts';
import { make } from '../../testing/anyTensor.ts';
import { expectBothSame } from '../../testing/expectBothSame.ts';

const { fused, matMul, setBackend, tidy } = tf;

const size = fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 1, max: 70 }));
const batches = fc.constantFrom(
  [[], []],
  [[3], [3]],
  [[1], [3]],
  [[3], [1]],
  [
    [2, 2],
    [1, 2],
  ],
);

test('equals that of cpu, for any shapes and sides', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(size, size, size),
      batches,
      fc.tuple(fc.boolean(), fc.boolean()),
      fc.constantFrom('float32' as const, 'int32' as const),
      async ([rows, length, outputs], [first, second], [transposeA, transposeB], dtype) => {
        await expectBothSame(() => {
          const a = transposeA ? [length, rows] : [rows, length];
          const b = transposeB ? [outputs, length] : [length, outputs];
          return matMul(
            make({ shape: [...first, ...a], dtype, seed: 1 }),
            make({ shape: [...second, ...b], dtype, seed: 2 }),
            transposeA,
            transposeB,
          );
        });
      },
    ),
    { numRuns: 100, seed: 5 },
  );
});

test.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const)(
  'fused with a bias and %s',
  async (activation) => {
    await expectBothSame(() => {
      const float = (shape: number[], seed: number) => make({ shape, dtype: 'float32', seed });
      return fused.matMul({
        a: float([5, 33], 1),
        b: float([33, 20], 2),
        bias: float([20], 3),
        activation,
        preluActivationWeights: activation === 'prelu' ? float([20], 4) : undefined,
        leakyreluAlpha: 0.2,
      });
    });
  },
);

test('the packed form of b goes with it', async () => {
  await setBackend('native');
  const addon = loadAddon();
  const [before] = addon.memoryUse();
  tidy(() => {
    const b = make({ shape: [300, 400], dtype: 'float32', seed: 1 });
    matMul(make({ shape: [2, 300], dtype: 'float32', seed: 2 }), b);
    matMul(make({ shape: [2, 400], dtype: 'float32', seed: 2 }), tf.reshape(b, [400, 300]));
  });
  expect(addon.memoryUse()[0]).toBe(before);
});

test('batches of several axes are broadcast like any tensors', async () => {
  await setBackend('native');
  const y = tidy(() => {
    const a = tf.tensor([1, 2], [2, 1, 1, 1]);
    const b = tf.tensor([3, 5], [2, 1, 1]);
    return matMul(a, b);
  });
  expect(y.shape).toEqual([2, 2, 1, 1]);
  expect([...y.dataSync()]).toEqual([3, 5, 6, 10]);
  y.dispose();
});
