import '@tensorflow/tfjs-backend-wasm';
import { buildRow, createModel } from '@resnext/zoo';
import { memory, norm, setBackend, tensor1d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { averageOf } from './average.ts';
import { clipTo } from './clip.ts';
import { freeze, settingsOf } from './groups.ts';
import { Sgd } from './sgd.ts';

beforeAll(async () => {
  await setBackend('wasm');
});

const row = buildRow({ stem: 'cifar', depth: 11, stageWidths: [4, 4, 4], cardinality: 2, baseWidth: 32 });

test('groups: the first pattern that matches decides, norms and biases may be spared', () => {
  const parameters = createModel(row).parameters();
  const settings = settingsOf(parameters, {
    weightDecay: 0.1,
    decaysVectors: false,
    groups: [
      { pattern: 'fc.*', rateFactor: 10 },
      { pattern: '*.weight', rateFactor: 2, weightDecay: 0.3 },
    ],
  });
  expect(settings.get('fc.weight')).toEqual({ rateFactor: 10, weightDecay: 0.1 });
  expect(settings.get('fc.bias')).toEqual({ rateFactor: 10, weightDecay: 0 });
  expect(settings.get('layer1.0.conv1.weight')).toEqual({ rateFactor: 2, weightDecay: 0.3 });
  expect(settings.get('layer1.0.bn1.bias')).toEqual({ rateFactor: 1, weightDecay: 0 });
  expect(() => settingsOf(parameters, { groups: [{ pattern: 'head.*' }] })).toThrow(
    /'head\.\*', which matches none/,
  );
});

test('a group learns at its own rate', () => {
  const model = createModel(row);
  const [name, weight] = [...model.parameters()].find(([each]) => each === 'fc.bias')!;
  const optimiser = new Sgd(new Map([[name, weight]]), {
    momentum: 0,
    weightDecay: 0,
    groups: [{ pattern: 'fc.*', rateFactor: 10 }],
  });
  const before = weight.dataSync().slice();
  optimiser.update([tensor1d(before.map(() => 1))], 0.01);
  weight.dataSync().forEach((value, index) => expect(value).toBeCloseTo(before[index]! - 0.1, 6));
});

test('freezing leaves something to train, and knows its names', () => {
  const model = createModel(row);
  expect(() => freeze(model, ['layer1.*', 'layer7.*'])).toThrow(/'layer7\.\*', which matches none/);
  freeze(model, ['conv1.*', 'bn1.*', 'layer?.*']);
  expect([...model.parameters().keys()]).toEqual(['fc.weight', 'fc.bias']);
  expect(() => freeze(model, ['*'])).toThrow(/leave something to train/);
});

test('clipping shortens what is too long and leaves the rest', () => {
  const lengthOf = (gradients: readonly Tensor[]): number =>
    Math.hypot(...gradients.map((gradient) => norm(gradient).dataSync()[0]!));
  const gradients = [tensor1d([3, 0]), tensor1d([0, 0, 4])];
  const clipped = clipTo(1)(gradients);
  expect(lengthOf(clipped)).toBeCloseTo(1, 5);
  expect([...clipped[0]!.dataSync()]).toEqual([expect.closeTo(0.6, 5), 0]);
  expect(lengthOf(clipTo(6)(gradients))).toBe(5);
  expect(clipTo(undefined)(gradients)).toBe(gradients);
});

test('an average follows, soon at first; without a decay it is the model itself', async () => {
  const model = createModel(row);
  const before = memory().numTensors;
  const average = averageOf(model, 0.9);
  const bias = model.parameters().get('fc.bias')!;
  const averaged = average.variables.get('fc.bias')!;
  tidy(() => bias.assign(tensor1d(new Float32Array(10).fill(1))));
  // (1 + n) / (10 + n) of what was: after one step 2 / 11, then 3 / 12 of that.
  average.update(1);
  expect(averaged.dataSync()[0]).toBeCloseTo(1 - 2 / 11, 6);
  average.update(2);
  expect(averaged.dataSync()[0]).toBeCloseTo(1 - (2 / 11) * (3 / 12), 6);
  average.update(1e6);
  expect(averaged.dataSync()[0]).toBeCloseTo(1 - (2 / 11) * (3 / 12) * 0.9, 6);
  expect([...average.variables.keys()]).toContain('bn1.running_mean');
  average.dispose();
  expect(memory().numTensors).toBe(before);
  expect(averageOf(model, undefined).model).toBe(model);
});
