import { memory, tensor1d, variable, zeros } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectClose, noise } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import { sgdUpdate } from './sgdUpdate.ts';

onEveryBackend('sgdUpdate', () => {
  test.each([
    { learningRate: 0.1 },
    { learningRate: 0.1, momentum: 0.9, dampening: 0.5, weightDecay: 1e-2 },
    { learningRate: 0.1, momentum: 0.9, weightDecay: 1e-2, nesterov: true },
  ])('follows the definition over three steps: %o', (options) => {
    const {
      learningRate,
      momentum = 0,
      dampening = 0,
      weightDecay = 0,
      nesterov = false,
    } = { dampening: 0, weightDecay: 0, nesterov: false, momentum: 0, ...options };
    const parameter = variable(tensor1d(noise(7, 1)));
    const velocity = variable(zeros([7]));
    const p = Float64Array.from(noise(7, 1));
    const v = new Float64Array(7);
    const before = memory().numTensors;
    for (let step = 0; step < 3; step++) {
      const g = noise(7, 10 + step);
      const gradient = tensor1d(g);
      sgdUpdate(parameter, gradient, velocity, options);
      gradient.dispose();
      for (let i = 0; i < 7; i++) {
        const decayed = g[i]! + weightDecay * p[i]!;
        v[i] = momentum * v[i]! + (1 - dampening) * decayed;
        p[i]! -= learningRate * (nesterov ? decayed + momentum * v[i]! : v[i]!);
      }
    }
    expectClose(parameter.dataSync(), p);
    expectClose(velocity.dataSync(), v);
    expect(memory().numTensors).toBe(before);
  });

  test('refuses Nesterov without momentum', () => {
    const parameter = variable(zeros([2]));
    const velocity = variable(zeros([2]));
    expect(() => sgdUpdate(parameter, zeros([2]), velocity, { learningRate: 1, nesterov: true })).toThrow(
      /momentum above 0/,
    );
    expect(() => sgdUpdate(parameter, zeros([3]), velocity, { learningRate: 1 })).toThrow(/for gradient/);
  });
});
