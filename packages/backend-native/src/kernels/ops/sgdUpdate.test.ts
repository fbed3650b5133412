import { sgdUpdate } from '@resnext/ops';
import { clone, engine, memory, setBackend, tensor, variable, type Variable } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { noise } from '@resnext/ops/testing';
import { expectSame } from '../../testing/expectSame.ts';
import { onBoth } from '../../testing/onBoth.ts';

beforeEach(async () => {
  expect(await setBackend('native')).toBe(true);
});

const from = (values: Float32Array): Variable => {
  const initial = tensor(values, [values.length]);
  const made = variable(initial);
  initial.dispose();
  return made;
};

test('equals the composed kernel over some steps', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 30_000, max: 70_000 })),
      fc.record({
        learningRate: fc.constantFrom(0.1, 1e-3),
        momentum: fc.constantFrom(0, 0.9),
        dampening: fc.constantFrom(0, 0.5),
        weightDecay: fc.constantFrom(0, 1e-2),
      }),
      fc.boolean(),
      async (size, options, wanted) => {
        const nesterov = wanted && options.momentum > 0 && options.dampening === 0;
        const results = await onBoth(() => {
          const parameter = from(noise(size, 1));
          const velocity = from(noise(size, 2));
          for (let step = 0; step < 3; step++) {
            sgdUpdate(parameter, tensor(noise(size, 3 + step)), velocity, { ...options, nesterov });
          }
          const values = [clone(parameter), clone(velocity)];
          parameter.dispose();
          velocity.dispose();
          return values;
        });
        expectSame(results.received, results.expected, 1e-6);
      },
    ),
    { numRuns: 30 },
  );
});

test('writes in place, but never what another tensor shares', () => {
  const parameter = from(Float32Array.of(1, 2, 3));
  const velocity = from(new Float32Array(3));
  const gradient = tensor([1, 1, 1]);
  const place = parameter.dataId;
  const before = memory().numDataBuffers;
  sgdUpdate(parameter, gradient, velocity, { learningRate: 1 });
  expect(parameter.dataId).toBe(place);
  expect(memory().numDataBuffers).toBe(before);
  expect([...parameter.dataSync()]).toEqual([0, 1, 2]);

  const kept = clone(parameter);
  sgdUpdate(parameter, gradient, velocity, { learningRate: 1 });
  expect([...kept.dataSync()]).toEqual([0, 1, 2]);
  expect([...parameter.dataSync()]).toEqual([-1, 0, 1]);

  kept.dispose();
  expect(engine().backend.refCount(parameter.dataId)).toBe(1);
  expect(memory().numDataBuffers).toBe(before);
});
