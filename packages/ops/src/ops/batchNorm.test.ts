import {
  grads,
  mul,
  sum,
  tensor1d,
  tensor4d,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectClose, noise, volume } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import { batchNormInference } from './batchNormInference.ts';
import { batchNormTraining } from './batchNormTraining.ts';

const shape: [number, number, number, number] = [3, 5, 4, 6];
const channels = shape[3];

interface Case {
  residual: boolean;
  relu: boolean;
}

/** The loss sum(dy * y) in float64, from the definition of batch norm. */
function loss(values: readonly Float64Array[], dy: Float32Array, { residual, relu }: Case): number {
  const [x, scale, offset, added] = values as [Float64Array, Float64Array, Float64Array, Float64Array];
  const count = x.length / channels;
  let total = 0;
  for (let c = 0; c < channels; c++) {
    const own = x.filter((_, i) => i % channels === c);
    const mean = own.reduce((a, b) => a + b, 0) / count;
    const variance = own.reduce((a, b) => a + (b - mean) ** 2, 0) / count;
    own.forEach((value, p) => {
      let y = ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[c]! + offset[c]!;
      if (residual) y += added[p * channels + c]!;
      if (relu) y = Math.max(y, 0);
      total += y * dy[p * channels + c]!;
    });
  }
  return total;
}

onEveryBackend('batchNormTraining', () => {
  for (const given of [
    { residual: false, relu: false },
    { residual: false, relu: true },
    { residual: true, relu: false },
    { residual: true, relu: true },
  ]) {
    test(`gradients equal finite differences of the definition: ${JSON.stringify(given)}`, () => {
      const dy = noise(volume(shape), 9);
      const values = [
        noise(volume(shape), 1).map((v) => v * 3 + 2),
        noise(channels, 2).map((v) => v + 1.5),
        noise(channels, 3),
        noise(volume(shape), 4),
      ];
      const run = (x: Tensor, scale: Tensor, offset: Tensor, residual: Tensor) =>
        batchNormTraining(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, {
          residual: given.residual ? (residual as Tensor4D) : undefined,
          activation: given.relu ? 'relu' : undefined,
        }).y;
      const tensors = values.map((v) => (v.length === channels ? tensor1d(v) : tensor4d(v, shape)));
      const count = given.residual ? 4 : 3;
      const received = grads((...xs: Tensor[]) =>
        sum(
          mul(
            run(xs[0]!, xs[1]!, xs[2]!, tensors[3]!.rank && given.residual ? xs[3]! : tensors[3]!),
            tensor4d(dy, shape),
          ),
        ),
      )(tensors.slice(0, count));
      for (let which = 0; which < count; which++) {
        const exact = values.map((v) => Float64Array.from(v));
        const expected = exact[which]!.map((_, i) => {
          const at = (delta: number): number => {
            const moved = exact.map((v) => v.slice());
            moved[which]![i]! += delta;
            return loss(moved, dy, given);
          };
          return (at(1e-6) - at(-1e-6)) / 2e-6;
        });
        expectClose(received[which]!.dataSync(), expected, 2e-5);
      }
    });
  }

  test('statistics keep their digits far from zero, and match the inference form', () => {
    const x = tensor4d(
      noise(volume(shape), 5).map((v) => v + 1000),
      shape,
    );
    const scale = tensor1d(noise(channels, 6));
    const offset = tensor1d(noise(channels, 7));
    const { y, mean, variance } = batchNormTraining(x, scale, offset);
    const data = x.dataSync();
    const count = data.length / channels;
    for (let c = 0; c < channels; c++) {
      const own = [...data].filter((_, i) => i % channels === c);
      const m = own.reduce((a, b) => a + b, 0) / count;
      const v = own.reduce((a, b) => a + (b - m) ** 2, 0) / count;
      expect(mean.dataSync()[c]! / m).toBeCloseTo(1, 6);
      expect(variance.dataSync()[c]! / v).toBeCloseTo(1, 4);
    }
    expectClose(batchNormInference(x, scale, offset, { mean, variance }).dataSync(), y.dataSync(), 1e-3);
  });

  test('refuses a batch that has no variance', () => {
    const one = tensor4d([1, 2], [1, 1, 1, 2]);
    const vector = tensor1d([1, 1]);
    expect(() => batchNormTraining(one, vector, vector)).toThrow(/more than one value a channel/);
  });
});
