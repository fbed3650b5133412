import {
  engine,
  memory,
  profile,
  relu,
  tensor,
  tensor1d,
  tensor4d,
  variable,
  variableGrads,
  type Scalar,
  type Tensor4D,
  type Variable,
} from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { batchNormTraining } from '../ops/batchNormTraining.ts';
import { conv2d } from '../ops/conv2d.ts';
import { globalAveragePool } from '../ops/globalAveragePool.ts';
import { softmaxCrossEntropy } from '../ops/softmaxCrossEntropy.ts';
import { noise, volume } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import { recompute } from './recompute.ts';
import { variableGradients } from './variableGradients.ts';

const weights = (seed: number, ...shape: number[]): Variable => {
  const start = tensor(noise(volume(shape), seed), shape);
  const own = variable(start);
  start.dispose();
  return own;
};

afterEach(() => engine().disposeVariables());

/** Residual blocks, each of which can be run as it is, or through `recompute`. */
function network() {
  const images = tensor4d(noise(2 * 9 * 9 * 8, 7), [2, 9, 9, 8]);
  const labels = tensor1d([1, 3], 'int32');
  const blocks = [0, 1, 2].map((block) => ({
    filters: [0, 1].map((layer) => weights(10 * block + layer, 3, 3, 2, 8)),
    scale: weights(10 * block + 5, 8),
    offset: weights(10 * block + 6, 8),
  }));
  const runs: boolean[] = [];
  const run = (
    { filters, scale, offset }: (typeof blocks)[number],
    x: Tensor4D,
    again: boolean,
  ): Tensor4D => {
    runs.push(again);
    const options = { groups: 4, padding: 1 };
    const inner = relu(conv2d(x, filters[0] as never, options));
    const y = conv2d(inner, filters[1] as never, options);
    return batchNormTraining(y, scale as never, offset as never, { residual: x, activation: 'relu' }).y;
  };
  const variables = blocks.flatMap(({ filters, scale, offset }) => [...filters, scale, offset]);
  const loss = (again: boolean) => (): Scalar => {
    const last = blocks.reduce<Tensor4D>((x, block) => {
      const own = [...block.filters, block.scale, block.offset];
      return again ? recompute(x, own, (each, once) => run(block, each, once)) : run(block, x, false);
    }, images);
    return softmaxCrossEntropy(globalAveragePool(last), labels);
  };
  return { remembered: loss(false), recomputed: loss(true), variables, blocks, runs };
}

onEveryBackend('what is computed again', () => {
  test('has the same value and the same gradients, bit for bit', () => {
    const { remembered, recomputed, variables, runs } = network();
    const expected = variableGradients(remembered, variables);
    runs.length = 0;
    const received = variableGradients(recomputed, variables);
    expect(runs).toEqual([false, false, false, true, true, true]);
    expect(received.value.dataSync()).toEqual(expected.value.dataSync());
    received.gradients.forEach((gradient, index) => {
      expect(gradient.dataSync()).toEqual(expected.gradients[index]!.dataSync());
    });
  });

  test('has gradients for a part of the variables, and under tfjs-core’s own walk', () => {
    const { remembered, recomputed, variables, blocks } = network();
    const some = [blocks[1]!.scale, blocks[2]!.filters[0]!];
    const expected = variableGradients(remembered, some);
    const received = variableGradients(recomputed, some);
    const theirs = variableGrads(recomputed, variables);
    some.forEach(({ name }, index) => {
      const values = expected.gradients[index]!.dataSync();
      expect(received.gradients[index]!.dataSync()).toEqual(values);
      expect(theirs.grads[name]!.dataSync()).toEqual(values);
    });
  });

  test('leaves nothing but the value and the gradients, and takes less memory at the peak', async () => {
    const { remembered, recomputed, variables } = network();
    const most = async (loss: () => Scalar): Promise<number> => {
      const before = memory().numBytes;
      const { peakBytes } = await profile(() => variableGradients(loss, variables).value);
      return peakBytes - before;
    };
    const tensors = memory().numTensors;
    variableGradients(recomputed, variables);
    expect(memory().numTensors - tensors).toBe(1 + variables.length);
    expect(await most(recomputed)).toBeLessThan(0.8 * (await most(remembered)));
  });
});
