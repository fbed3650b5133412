import { tensor1d, variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectClose } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import { updateAverage } from './updateAverage.ts';

onEveryBackend('updateAverage', () => {
  test('moves by the rate towards the scaled value', () => {
    const average = variable(tensor1d([1, -2]));
    updateAverage(average, tensor1d([3, 4]), { rate: 0.1, factor: 2 });
    expectClose(average.dataSync(), [0.9 + 0.6, -1.8 + 0.8]);
    expect(() => updateAverage(average, tensor1d([1]), { rate: 0.1 })).toThrow(/for value/);
    expect(() => updateAverage(average, average, { rate: 2 })).toThrow(/from 0 to 1 for rate/);
  });
});
