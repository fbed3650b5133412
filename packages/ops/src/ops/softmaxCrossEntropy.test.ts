import { grad, tensor1d, tensor2d, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectClose, noise } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import { softmaxCrossEntropy } from './softmaxCrossEntropy.ts';

const batch = 5;
const classes = 4;

/** From the definition, in float64. */
function definition(logits: Float64Array, targets: Float64Array, smoothing: number): number {
  let total = 0;
  for (let n = 0; n < batch; n++) {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    const top = Math.max(...row);
    const logSum = top + Math.log(row.reduce((a, v) => a + Math.exp(v - top), 0));
    for (let c = 0; c < classes; c++) {
      const target = targets[n * classes + c]! * (1 - smoothing) + smoothing / classes;
      total -= (target * (row[c]! - logSum)) / batch;
    }
  }
  return total;
}

onEveryBackend('softmaxCrossEntropy', () => {
  const logits = noise(batch * classes, 1).map((v) => v * 4);
  const indices = [3, 0, 1, 1, 2];
  const oneHot = Float64Array.from({ length: batch * classes }, (_, i) =>
    indices[Math.floor(i / classes)] === i % classes ? 1 : 0,
  );
  const soft = Float64Array.from(noise(batch * classes, 2), (v) => (v + 1) / 3);

  for (const smoothing of [0, 0.1, 1]) {
    for (const kind of ['class indices', 'soft labels']) {
      test(`${kind}, smoothing ${smoothing}: loss and gradient`, () => {
        const targets = kind === 'soft labels' ? soft : oneHot;
        const labels =
          kind === 'soft labels' ? tensor2d([...soft], [batch, classes]) : tensor1d(indices, 'int32');
        const run = (t: Tensor) => softmaxCrossEntropy(t as Tensor2D, labels, { labelSmoothing: smoothing });
        const input = tensor2d(logits, [batch, classes]);
        const exact = Float64Array.from(logits);
        expectClose(run(input).dataSync(), [definition(exact, targets, smoothing)]);
        const expected = exact.map((_, i) => {
          const at = (delta: number): number => {
            const moved = exact.slice();
            moved[i]! += delta;
            return definition(moved, targets, smoothing);
          };
          return (at(1e-6) - at(-1e-6)) / 2e-6;
        });
        expectClose(grad(run)(input).dataSync(), expected);
      });
    }
  }

  test('logits of any size stay finite', () => {
    const loss = softmaxCrossEntropy(tensor2d([1e30, -1e30, 0, 5e4], [2, 2]), tensor1d([0, 1], 'int32'));
    expect(loss.dataSync()[0]).toBe(0);
  });

  test('refuses labels of the wrong type or number', () => {
    const two = tensor2d([1, 2, 3, 4], [2, 2]);
    expect(() => softmaxCrossEntropy(two, tensor1d([0, 1]))).toThrow(/expected int32 for class indices/);
    expect(() => softmaxCrossEntropy(two, tensor1d([0], 'int32'))).toThrow(/\[2\] \(batch\) for labels/);
    expect(() => softmaxCrossEntropy(two, two, { labelSmoothing: 2 })).toThrow(
      /from 0 to 1 for labelSmoothing/,
    );
  });
});
