import '@tensorflow/tfjs-backend-wasm';
import { setBackend, tensor4d, tidy, type Tensor4D } from '@tensorflow/tfjs-core';
import { conv2d } from '@resnext/ops';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  Bottleneck,
  InferencePass,
  Parameter,
  ShapePass,
  Stem,
  TrainingPass,
  createShortcut,
  initialisers,
  squeezedChannels,
  type BottleneckOptions,
  type ImageShape,
  type Module,
} from './index.ts';

beforeAll(async () => {
  await setBackend('wasm');
});

const plain: BottleneckOptions = {
  form: 'C',
  shortcut: 'B',
  inputs: 8,
  features: 4,
  cardinality: 2,
  baseWidth: 32,
  stride: 2,
  dilation: 1,
  reshapes: true,
  preActivation: false,
  folded: false,
};

function initialised<M extends Module>(module: M): M {
  const random = xoroshiro128plus(1);
  for (const [, parameter] of module.parameters()) parameter.initialise(random);
  return module;
}

const image = (shape: ImageShape): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
    [...shape],
  );

describe('a bottleneck', () => {
  const options: Partial<BottleneckOptions>[] = [
    {},
    { form: 'A' },
    { form: 'B' },
    { form: 'resnet', cardinality: 1, baseWidth: 64 },
    { shortcut: 'A' },
    { shortcut: 'C', inputs: 16, stride: 1, reshapes: false },
    { inputs: 16, stride: 1, reshapes: false },
    { dilation: 2, stride: 1 },
    { preActivation: true },
    { preActivation: true, shortcut: 'A' },
    { preActivation: true, form: 'A' },
    { reduction: 2 },
    { folded: true },
    { folded: true, form: 'A' },
  ];

  test.each(options)('has the shape that its shape pass says, in training and inference: %o', (some) => {
    const block = initialised(new Bottleneck({ ...plain, ...some }));
    const shape: ImageShape = [2, 9, 6, some.inputs ?? plain.inputs];
    const expected = block.run(new ShapePass(), shape);
    expect(expected).toEqual([2, some.stride === 1 ? 9 : 5, some.stride === 1 ? 6 : 3, 16]);
    tidy(() => {
      expect(block.run(new InferencePass(), image(shape)).shape).toEqual(expected);
      expect(block.run(new TrainingPass(), image(shape)).shape).toEqual(expected);
    });
    block.dispose();
  });

  test('names its parts as torchvision does', () => {
    const names = (some: Partial<BottleneckOptions>): string[] =>
      [...new Bottleneck({ ...plain, ...some }).modules('block')].map(([name]) => name).slice(1);
    expect(names({})).toEqual(
      ['conv1', 'bn1', 'conv2', 'bn2', 'conv3', 'bn3', 'downsample', 'downsample.0', 'downsample.1'].map(
        (name) => `block.${name}`,
      ),
    );
    expect(names({ preActivation: true })).toEqual(
      ['bn1', 'conv1', 'bn2', 'conv2', 'bn3', 'conv3', 'downsample', 'downsample.0'].map(
        (name) => `block.${name}`,
      ),
    );
    expect(names({ form: 'A', shortcut: 'A' })).toContain('block.paths.1.conv3');
    expect(names({ form: 'B', shortcut: 'A' })).toContain('block.paths.1.bn2');
    expect(names({ reduction: 16 })).toContain('block.se.fc2');
  });

  test('has no bias beside a batch norm, and one in its place when folded', () => {
    const leaves = (folded: boolean) =>
      [...new Bottleneck({ ...plain, folded }).parameters()].map(([name]) => name);
    expect(leaves(false).filter((name) => /(conv\d|downsample\.0)\.bias/.test(name))).toEqual([]);
    expect(leaves(true)).toEqual([
      'conv1.weight',
      'conv1.bias',
      'conv2.weight',
      'conv2.bias',
      'conv3.weight',
      'conv3.bias',
      'downsample.0.weight',
      'downsample.0.bias',
    ]);
  });

  test('refuses paths without channels, and to run before it has weights', () => {
    expect(() => new Bottleneck({ ...plain, baseWidth: 15 })).toThrow(
      /a base width of at least 16 .* but received 15/,
    );
    expect(() => new Bottleneck(plain).run(new InferencePass(), image([1, 4, 4, 8]))).toThrow(
      /initialise it or load weights/,
    );
    expect(() => new Bottleneck(plain).run(new ShapePass(), [1, 4, 4, 7])).toThrow(
      /an image of 8 channels but received 7/,
    );
  });
});

test('a training pass moves the running statistics by Torch’s rule, an inference pass does not', () => {
  const stem = initialised(new Stem({ kind: 'cifar', inputs: 2, outputs: 3, norm: true, relu: true }));
  const norm = stem.conv1.norm!;
  const x = image([2, 4, 4, 2]);
  const statistics = () => [...norm.runningMean.vector.dataSync(), ...norm.runningVariance.vector.dataSync()];
  tidy(() => stem.run(new InferencePass(), x));
  expect(statistics()).toEqual([0, 0, 0, 1, 1, 1]);

  const bare = conv2d(x, stem.conv1.weight.filter, { padding: 1 });
  const values = [...bare.dataSync()];
  tidy(() => stem.run(new TrainingPass(), x));
  for (let channel = 0; channel < 3; channel++) {
    const own = values.filter((_, i) => i % 3 === channel);
    const mean = own.reduce((a, b) => a + b, 0) / own.length;
    const unbiased = own.reduce((a, b) => a + (b - mean) ** 2, 0) / (own.length - 1);
    expect(statistics()[channel]).toBeCloseTo(0.1 * mean, 5);
    expect(statistics()[channel + 3]).toBeCloseTo(0.9 + 0.1 * unbiased, 5);
  }
  expect(norm.batches.value).toBe(1);
});

test('shortcuts: projections where the type says, zeros for the channels that type A lacks', () => {
  const common = { inputs: 2, outputs: 4, stride: 2, norm: true };
  const parameters = (type: 'A' | 'B' | 'C', reshapes: boolean) =>
    [...createShortcut({ ...common, type, reshapes }).parameters()].length;
  expect([parameters('A', true), parameters('B', true), parameters('C', true)]).toEqual([0, 5, 5]);
  expect([parameters('A', false), parameters('B', false), parameters('C', false)]).toEqual([0, 0, 5]);
  const x = image([1, 3, 3, 2]);
  const y = createShortcut({ ...common, type: 'A', reshapes: true }).run(new InferencePass(), x, x);
  const at = (row: number, column: number, channel: number) =>
    x.dataSync()[(row * 3 + column) * 2 + channel]!;
  expect([...y.dataSync()]).toEqual(
    [0, 2].flatMap((row) => [0, 2].flatMap((column) => [at(row, column, 0), at(row, column, 1), 0, 0])),
  );
});

describe('initialisation', () => {
  test('of a convolution is normal with variance 2 / (area * outputs)', () => {
    const values = initialisers.convolutionNormal([3, 3], 32)(100_001, xoroshiro128plus(7));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    const fourth = values.reduce((a, b) => a + (b - mean) ** 4, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(variance / (2 / (9 * 32))).toBeCloseTo(1, 1);
    expect(fourth / variance ** 2).toBeCloseTo(3, 0);
  });

  test('uniform stays within its bound and fills it', () => {
    const values = initialisers.uniform(0.25)(10_000, xoroshiro128plus(7));
    expect(Math.max(...values)).toBeLessThanOrEqual(0.25);
    expect(Math.max(...values)).toBeGreaterThan(0.24);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.25);
    expect(Math.min(...values)).toBeLessThan(-0.24);
  });

  test('is the generator’s alone', () => {
    const draw = (seed: number) => [...initialisers.normal(1)(5, xoroshiro128plus(seed))];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

test('a parameter keeps its variable when its values change', () => {
  const parameter = new Parameter({ kind: 'vector', shape: [2], initialiser: initialisers.ones });
  parameter.set(Float32Array.of(1, 2));
  const { variable } = parameter;
  parameter.set(Float32Array.of(3, 4));
  expect(parameter.variable).toBe(variable);
  expect([...variable.dataSync()]).toEqual([3, 4]);
  parameter.dispose();
  expect(() => parameter.variable).toThrow(/has none/);
});

test.each([
  [256, 16],
  [64, 8],
  [16, 8],
  [320, 24],
])('squeezing %i channels by 16 gives %i, as in timm', (channels, squeezed) => {
  expect(squeezedChannels(channels, 16)).toBe(squeezed);
});

describe("Caffe's pool", () => {
  test.each([8, 9, 10, 11])('of an image whose stem is %i pixels wide', (side) => {
    // caffe/layers/pooling_layer.cpp: ceil((size - kernel) / stride) + 1, windows cut off at the edge.
    const pooled = Math.ceil((side - 3) / 2) + 1;
    const pass = new InferencePass();
    const values = Float32Array.from({ length: side * side }, (_, i) => Math.sin(i * 7.3) - 2);
    const window = { size: 3, stride: 2, padding: 0, ceil: true };
    const result = tidy(() => pass.maxPool(tensor4d(values, [1, side, side, 1]), window).arraySync());
    const expected = Array.from({ length: pooled }, (_, row) =>
      Array.from({ length: pooled }, (_, column) => {
        let most = -Infinity;
        for (let y = row * 2; y < Math.min(row * 2 + 3, side); y++) {
          for (let x = column * 2; x < Math.min(column * 2 + 3, side); x++)
            most = Math.max(most, values[y * side + x]!);
        }
        return [most];
      }),
    );
    expect(result).toEqual([expected]);
    expect(new ShapePass().maxPool([1, side, side, 1], window)).toEqual([1, pooled, pooled, 1]);
  });
});
