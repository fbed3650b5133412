import '@tensorflow/tfjs-backend-wasm';
import { add, mean, memory, setBackend, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy, variableGradients } from '@resnext/ops';
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

describe('class activations', () => {
  test.each(Object.keys(variants))('average to the logits without their bias: %s', (name) => {
    const trained = createModel(tinyRow(variants[name]), { seed: 3 });
    warmUp(trained);
    const model = trained.fold();
    const expected = logits(model);
    const before = memory().numTensors;
    const x = pixels([3, 16, 16, 3]);
    const { logits: own, features } = model.forwardWithFeatures(x);
    const maps = model.classActivations(features);
    expect(own.dataSync()).toEqual(expected);
    const [, height, width, classes] = maps.shape;
    expect([height, width, classes]).toEqual([features.shape[1], features.shape[2], 5]);
    const bias = model.variables().get('fc.bias')!;
    const means = tidy(() => add(mean(maps, [1, 2]), bias).dataSync());
    expect(largestDifference(means, expected) / largest(expected)).toBeLessThanOrEqual(1e-5);
    for (const tensor of [x, own, features, maps]) tensor.dispose();
    expect(memory().numTensors).toBe(before);
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

interface TrainingStep {
  readonly loss: number;
  readonly gradients: Map<string, number[]>;
}

/** Forward and backward once, on the same four images. */
function trainingStep(model: Model, options: { recompute?: boolean } = {}): TrainingStep {
  const labels = tensor1d([0, 1, 2, 3], 'int32');
  const parameters = [...model.parameters()];
  return tidy(() => {
    const { value, gradients } = variableGradients(
      () =>
        softmaxCrossEntropy(model.forward(pixels([4, 16, 16, 3]), { training: true, ...options }), labels),
      parameters.map(([, variable]) => variable),
    );
    return {
      loss: value.dataSync()[0]!,
      gradients: new Map(parameters.map(([name], index) => [name, [...gradients[index]!.dataSync()]])),
    } as never;
  });
}

const state = async (model: Model): Promise<Record<string, readonly number[]>> =>
  Object.fromEntries(
    await Promise.all(
      [...model.stateDict()].map(async ([name, tensor]) => [name, [...(await tensor.read())]] as const),
    ),
  );

describe('recomputing', () => {
  test.each(Object.keys(variants))('changes no bit of gradients and statistics: %s', async (name) => {
    const models = [0, 1].map(() => createModel(tinyRow(variants[name]), { seed: 9 })) as [Model, Model];
    const [remembered, recomputed] = [trainingStep(models[0]), trainingStep(models[1], { recompute: true })];
    expect(recomputed).toEqual(remembered);
    expect(await state(models[1])).toEqual(await state(models[0]));
  });
});

describe('fine-tuning', () => {
  test('a new classifier has weights of its own and everything else is kept', async () => {
    const model = createModel(tinyRow({ classNames: ['a', 'b', 'c', 'd', 'e'] }), { seed: 1 });
    warmUp(model);
    const other = model.withClassifier({ classes: 3, classNames: ['x', 'y', 'z'], seed: 2 });
    expect(other.row).toMatchObject({ classes: 3, classNames: ['x', 'y', 'z'] });
    expect(model.withClassifier({ classes: 5 }).row.classNames).toBeUndefined();
    const [before, after] = [await state(model), await state(other)];
    for (const name of Object.keys(before).filter((key) => !key.startsWith('fc.'))) {
      expect(after[name]).toEqual(before[name]);
    }
    expect(after['fc.weight']).toHaveLength(3 * 128);
    expect(new Set(after['fc.weight']).size).toBeGreaterThan(300);
    expect(logits(other)).toHaveLength(9);
  });

  test.each([{}, { recompute: true }])(
    'frozen parameters have no gradient and frozen norms do not move: %o',
    async (options) => {
      const model = createModel(tinyRow(), { seed: 3 });
      warmUp(model);
      const before = await state(model);
      expect(model.freeze((name) => !/^(layer3|fc)\./.test(name))).toBeGreaterThan(10);
      const { gradients } = trainingStep(model, options);
      expect([...gradients.keys()].every((name) => /^(layer3|fc)\./.test(name))).toBe(true);
      const after = await state(model);
      expect(after['layer1.0.bn1.running_mean']).toEqual(before['layer1.0.bn1.running_mean']);
      expect(after['layer3.0.bn1.running_mean']).not.toEqual(before['layer3.0.bn1.running_mean']);
      expect(model.variables().size).toBeGreaterThan(model.parameters().size);
    },
  );

  test('a gradient passes a frozen block on its way back', async () => {
    const gradientsWith = (frozen: boolean) => {
      const model = createModel(tinyRow(), { seed: 3 });
      warmUp(model);
      if (frozen) model.freeze((name) => name.startsWith('layer2.'));
      return trainingStep(model).gradients;
    };
    const received = gradientsWith(true).get('conv1.weight')!;
    expect(received.some((value) => value !== 0)).toBe(true);
    // Not those of the batch's statistics, by which a frozen norm does not go.
    expect(received).not.toEqual(gradientsWith(false).get('conv1.weight'));
  });
});

test.each(['A', 'B', 'C'] as const)(
  'zero-initialised, blocks of form %s are their shortcuts at first',
  (form) => {
    const model = createModel(tinyRow({ form, shortcut: 'A' }), { zeroInitialiseLast: true });
    const { c2, c3 } = model.features(pixels([1, 16, 16, 3]));
    // Shortcut A hands the stem's eight channels on, strided, and zeros behind them.
    const [first, second] = [c2!.dataSync(), c3!.dataSync()];
    for (let channel = 0; channel < 64; channel++)
      expect(second[channel]).toBe(channel < 32 ? first[channel] : 0);
    expect(() => createModel(tinyRow({ preActivation: true }), { zeroInitialiseLast: true })).toThrow(
      /blocks that end in a batch norm/,
    );
  },
);

test('a copy has weights of its own', async () => {
  const model = createModel(tinyRow(), { seed: 1 });
  const copy = model.copy();
  expect(await state(copy)).toEqual(await state(model));
  warmUp(model);
  expect(await state(copy)).not.toEqual(await state(model));
});
