import { add, relu, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectClose, noise, volume } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import { conv2d } from './conv2d.ts';
import { fusedConv2d } from './fusedConv2d.ts';

onEveryBackend('fusedConv2d', () => {
  for (const groups of [1, 2, 8]) {
    for (const activation of ['relu', undefined] as const) {
      for (const withResidual of [false, true]) {
        test(`groups ${groups}, activation ${activation}, residual ${withResidual}: as its parts`, () => {
          const x = tensor4d(noise(2 * 7 * 6 * 16, 1), [2, 7, 6, 16]);
          const shape: [number, number, number, number] = [3, 3, 16 / groups, 8];
          const filter = tensor4d(noise(volume(shape), 2), shape);
          const bias = tensor1d(noise(8, 3));
          const geometry = { stride: 2, padding: 1, groups };
          const residual = withResidual ? tensor4d(noise(2 * 4 * 3 * 8, 4), [2, 4, 3, 8]) : undefined;
          let expected = conv2d(x, filter, { ...geometry, bias });
          if (residual) expected = add(expected, residual);
          if (activation) expected = relu(expected);
          const received = fusedConv2d(x, filter, { ...geometry, bias, residual, activation });
          expectClose(received.dataSync(), expected.dataSync());
        });
      }
    }
  }

  test('refuses a residual of another shape', () => {
    const x = tensor4d(noise(4 * 4 * 4, 1), [1, 4, 4, 4]);
    const filter = tensor4d(noise(16, 2), [1, 1, 4, 4]);
    const residual = tensor4d(noise(16, 2), [1, 2, 2, 4]);
    expect(() => fusedConv2d(x, filter, { residual })).toThrow(/for residual but received \[1, 2, 2, 4\]/);
  });
});
