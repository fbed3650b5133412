import '@tensorflow/tfjs-backend-wasm';
import { memory, setBackend, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createModel, type BuildRowOptions, type Model } from './index.ts';
import { largest, largestDifference, pixels, tinyRow, warmUp } from './testing/tiny.ts';

beforeAll(async () => {
  await setBackend('wasm');
});

const logits = (model: Model): Float32Array =>
  tidy(() => model.forward(pixels([3, 16, 16, 3])).dataSync() as Float32Array);

const variants: Record<string, BuildRowOptions> = {
  plain: {},
  'pre-activation': { preActivation: true },
  'shortcut A': { shortcut: 'A' },
  'shortcut C': { shortcut: 'C' },
  'squeeze and excitation': { reduction: 16 },
  'imagenet stem': { stem: 'imagenet' },
  'pre-activation, imagenet stem, shortcut A': { stem: 'imagenet', preActivation: true, shortcut: 'A' },
};

describe('forms A, B and C', () => {
  test.each(Object.keys(variants))('give the same logits with converted weights: %s', (name) => {
    const models = new Map<string, Model>();
    models.set('C', createModel(tinyRow({ ...variants[name], form: 'C' }), { seed: 4 }));
    warmUp(models.get('C')!);
    models.set('A', models.get('C')!.toForm('A'));
    models.set('B', models.get('C')!.toForm('B'));
    models.set('B from A', models.get('A')!.toForm('B'));
    models.set('A from B', models.get('B')!.toForm('A'));
    models.set('C from A', models.get('A')!.toForm('C'));
    models.set('C from B', models.get('B')!.toForm('C'));
    const expected = logits(models.get('C')!);
    for (const model of models.values()) {
      expect(largestDifference(logits(model), expected) / largest(expected)).toBeLessThanOrEqual(1e-5);
    }
  });

  test('convert back and forth to the very same numbers', async () => {
    const model = createModel(tinyRow(), { seed: 8 });
    warmUp(model);
    const back = model.toForm('A').toForm('B').toForm('C');
    const state = back.stateDict();
    for (const [name, tensor] of model.stateDict()) {
      expect([...(await state.get(name)!.read())]).toEqual([...(await tensor.read())]);
    }
  });
});

describe('folding', () => {
  test.each(Object.keys(variants))(
    'keeps the logits and leaves one convolution where a norm followed: %s',
    (name) => {
      for (const form of ['A', 'B', 'C'] as const) {
        const model = createModel(tinyRow({ ...variants[name], form }), { seed: 5 });
        warmUp(model);
        const expected = logits(model);
        const folded = model.fold();
        expect(largestDifference(logits(folded), expected) / largest(expected)).toBeLessThanOrEqual(2e-5);
        expect(logits(folded.fold())).toEqual(logits(folded));
        if (form === 'C' && !model.row.preActivation) {
          expect([...folded.stateDict().keys()].filter((key) => key.includes('bn'))).toEqual([]);
        }
        expect(() => folded.forward(pixels([2, 16, 16, 3]), { training: true })).toThrow(
          /with its batch norms to train/,
        );
      }
    },
  );
});

describe('features', () => {
  test.each([
    [undefined, [16, 8, 4, 2]],
    [16, [16, 8, 4, 4]],
    [8, [16, 8, 8, 8]],
  ])('at output stride %s have sizes %o', (outputStride, sizes) => {
    const row = tinyRow({ stem: 'imagenet', blocks: [1, 2, 1, 2], stageWidths: [8, 8, 8, 8], outputStride });
    const features = createModel(row).features(pixels([1, 64, 64, 3]));
    expect(Object.entries(features).map(([name, { shape }]) => [name, shape])).toEqual(
      sizes.map((size, stage) => [`c${stage + 2}`, [1, size, size, 32]]),
    );
  });

  test('share the weights of the network that does not dilate', () => {
    const row = tinyRow({ stem: 'imagenet', blocks: [1, 1, 1, 1], stageWidths: [8, 8, 8, 8] });
    const names = (outputStride?: number) => [
      ...createModel({ ...row, outputStride })
        .stateDict()
        .keys(),
    ];
    expect(names(8)).toEqual(names());
  });
});

test('any size, channels and classes', () => {
  for (const [channels, classes, height, width] of [
    [1, 2, 8, 8],
    [4, 7, 33, 17],
  ] as const) {
    const preprocessing = {
      inputSize: 8,
      resize: 8,
      interpolation: 'bilinear' as const,
      mean: Array<number>(channels).fill(0),
      std: Array<number>(channels).fill(1),
    };
    const model = createModel(tinyRow({ channels, classes, preprocessing }));
    expect(model.forward(pixels([2, height, width, channels])).shape).toEqual([2, classes]);
    expect(() => model.forward(pixels([1, 8, 8, channels + 1]))).toThrow(
      /expected images \[N, H, W, \d\] for tiny/,
    );
  }
});

test('seeds decide the weights, and disposing gives every tensor back', async () => {
  const before = memory().numTensors;
  const [a, b, c] = [1, 1, 2].map((seed) => createModel(tinyRow(), { seed })) as [Model, Model, Model];
  expect(logits(a)).toEqual(logits(b));
  expect(logits(a)).not.toEqual(logits(c));
  [a, b, c].forEach((model) => model.dispose());
  expect(memory().numTensors).toBe(before);
  expect(() => a.forward(pixels([1, 16, 16, 3]))).toThrow(/with values but it has none/);
});
