import { updateAverage } from '@resnext/ops';
import { clone, setBackend, tensor, variable } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise } from '@resnext/ops/testing';
import { expectSame } from '../../testing/expectSame.ts';
import { onBoth } from '../../testing/onBoth.ts';

test('equals the composed kernel', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3000 }),
      fc.constantFrom(0, 0.1, 1),
      fc.constantFrom(1, 1.25),
      async (size, rate, factor) => {
        const results = await onBoth(() => {
          const average = variable(tensor(noise(size, 1)));
          for (let step = 0; step < 3; step++) {
            updateAverage(average, tensor(noise(size, 2 + step)), { rate, factor });
          }
          const values = clone(average);
          average.dispose();
          return values;
        });
        expectSame(results.received, results.expected, 1e-6);
      },
    ),
    { numRuns: 30 },
  );
});

test('never writes what another tensor shares', async () => {
  expect(await setBackend('native')).toBe(true);
  const initial = tensor([1, 2]);
  const average = variable(initial);
  updateAverage(average, tensor([3, 4]), { rate: 0.5 });
  expect([...initial.dataSync()]).toEqual([1, 2]);
  expect([...average.dataSync()]).toEqual([2, 3]);
});
