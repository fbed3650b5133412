import {
  add,
  concat,
  grads,
  mul,
  relu,
  reshape,
  sigmoid,
  sum,
  tensor,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { expectClose, noise, volume } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';

/** Each core gradient against central differences of the same function. */
const cases: Record<string, { shapes: number[][]; run: (...xs: Tensor[]) => Tensor }> = {
  'add, broadcast': { shapes: [[2, 3, 4], [4]], run: (a, b) => add(a, b) },
  'multiply, broadcast': {
    shapes: [
      [2, 3, 3, 4],
      [2, 1, 1, 4],
    ],
    run: (a, b) => mul(a, b),
  },
  relu: { shapes: [[3, 4]], run: (a) => relu(a) },
  sigmoid: { shapes: [[3, 4]], run: (a) => sigmoid(a) },
  reshape: { shapes: [[3, 4]], run: (a) => reshape(a, [2, 6]) },
  'sum, one axis': { shapes: [[2, 3, 4]], run: (a) => sum(a, 1) },
  concat: {
    shapes: [
      [2, 3, 1],
      [2, 3, 2],
      [2, 3, 4],
    ],
    run: (...xs) => concat(xs, 2),
  },
  'concat, axis from behind': {
    shapes: [
      [2, 1, 2],
      [2, 2, 2],
    ],
    run: (...xs) => concat(xs, -2),
  },
};

onEveryBackend('the gradient of', () => {
  test.each(Object.keys(cases))('%s', (name) => {
    const { shapes, run } = cases[name]!;
    const values = shapes.map((shape, i) => noise(volume(shape), i + 1));
    const weigh = (...xs: Tensor[]): Tensor => {
      const y = run(...xs);
      return sum(mul(y, tensor(noise(y.size, 99), y.shape)));
    };
    const at = (moved: Float32Array[]): number =>
      weigh(...moved.map((v, i) => tensor(v, shapes[i]))).dataSync()[0]!;
    const received = grads((...xs: Tensor[]) => weigh(...xs))(values.map((v, i) => tensor(v, shapes[i])));
    values.forEach((own, which) => {
      const expected = Array.from(own, (_, i) => {
        const shifted = (delta: number): Float32Array[] =>
          values.map((v, j) => (j === which ? v.map((x, k) => (k === i ? x + delta : x)) : v));
        return (at(shifted(2 ** -7)) - at(shifted(-(2 ** -7)))) / 2 ** -6;
      });
      expectClose(received[which]!.dataSync(), expected, 1e-3);
    });
  });
});
