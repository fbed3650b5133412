import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { buildRow, createModel, listModels, resolveRow, summarize, ZooError } from './index.ts';

/* The sizes that the papers and the originals have: parameters, and giga multiply-adds at the row's size. */
const imagenet = [
  ['resnext50_1x64d', 25_557_032, '4.089'],
  ['resnext50_2x40d', 25_425_000, '4.125'],
  ['resnext50_4x24d', 25_292_968, '4.160'],
  ['resnext50_8x14d', 25_603_016, '4.267'],
  ['resnext50_32x4d', 25_028_904, '4.230'],
  ['resnext101_1x64d', 44_549_160, '7.801'],
  ['resnext101_2x40d', 44_456_296, '7.844'],
  ['resnext101_4x24d', 44_363_432, '7.886'],
  ['resnext101_8x14d', 45_104_328, '8.077'],
  ['resnext101_32x4d', 44_177_704, '7.970'],
  ['resnext101_32x8d', 88_791_336, '16.414'],
  ['resnext101_64x4d', 83_455_272, '15.460'],
  // timm's count
  ['seresnext50_32x4d', 27_559_896, '4.233'],
] as const;

const cifar = [
  ['resnext29_8x64d_cifar', 34_426_698, 34_518_948, '5.387'],
  ['resnext29_16x64d_cifar', 68_155_210, 68_247_460, '10.689'],
] as const;

describe('summarize', () => {
  test.each(imagenet)('%s: %i parameters, %s GMACs', (name, params, gigaMacs) => {
    const summary = summarize(name);
    expect(summary.params).toBe(params);
    expect((summary.macs / 1e9).toFixed(3)).toBe(gigaMacs);
  });

  test.each(cifar)(
    '%s: %i parameters for 10 classes, %i for 100, %s GMACs',
    (name, ten, hundred, gigaMacs) => {
      const summary = summarize(name);
      expect(summary.params).toBe(ten);
      expect((summary.macs / 1e9).toFixed(3)).toBe(gigaMacs);
      expect(summarize({ ...resolveRow(name), classes: 100 }).params).toBe(hundred);
    },
  );

  test('layers add up, and are named as in the state dict', () => {
    const { layers, params, macs, activations } = summarize('resnext50_32x4d');
    expect(layers.reduce((sum, layer) => sum + layer.params, 0)).toBe(params);
    expect(layers.reduce((sum, layer) => sum + layer.macs, 0)).toBe(macs);
    expect(activations).toBeGreaterThan(10_000_000);
    expect(layers.slice(0, 4)).toEqual([
      { name: 'conv1', kind: 'convolution', outputShape: [1, 112, 112, 64], params: 9408, macs: 118_013_952 },
      { name: 'bn1', kind: 'batch norm', outputShape: [1, 112, 112, 64], params: 128, macs: 0 },
      { name: 'maxpool', kind: 'max pool', outputShape: [1, 56, 56, 64], params: 0, macs: 0 },
      {
        name: 'layer1.0.downsample.0',
        kind: 'convolution',
        outputShape: [1, 56, 56, 256],
        params: 16_384,
        macs: 51_380_224,
      },
    ]);
    expect(layers.at(-1)).toMatchObject({ name: 'fc', outputShape: [1, 1, 1, 1000], params: 2_049_000 });
  });

  test('forms A and B cost what form C costs, and a model what its row does', () => {
    const row = resolveRow('resnext50_4x24d');
    const c = summarize(row);
    for (const form of ['A', 'B'] as const) {
      const other = summarize({ ...row, form });
      expect([other.params, other.macs]).toEqual([c.params, c.macs]);
    }
    const model = createModel('resnext11_digits');
    expect(summarize(model)).toEqual(summarize('resnext11_digits'));
    const trainable = [...model.parameters().values()].reduce((sum, variable) => sum + variable.size, 0);
    expect(trainable).toBe(summarize(model).params);
  });

  test('larger images cost more, and too small ones are refused', () => {
    expect(summarize('resnext50_32x4d', { inputSize: 288 }).macs).toBeGreaterThan(
      summarize('resnext50_32x4d').macs,
    );
    expect(() => summarize('resnext50_32x4d', { inputSize: 0 })).toThrow(/pixels a side/);
  });
});

describe('the zoo', () => {
  test('has a name of its own for every row', () => {
    const names = listModels().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('resnext152_32x4d');
    expect(names).toContain('seresnext101_32x4d');
  });

  test('refuses unknown names and depths that make no network', () => {
    expect(() => resolveRow('resnext51')).toThrow(ZooError);
    expect(() => resolveRow('resnext51')).toThrow(
      /expected one of resnext50_1x64d, .* but received 'resnext51'/,
    );
    expect(() => buildRow({ stem: 'cifar', depth: 30 })).toThrow(
      /a depth of 9n \+ 2 \(11, 20, 29, .*\) for a CIFAR network but received 30/,
    );
    expect(() => buildRow({ depth: 51 })).toThrow(/a depth of 26, 50, 101, 152, 200 .* but received 51/);
    expect(() => buildRow({ cardinality: 0 })).toThrow(/wrong at cardinality/);
    expect(() => buildRow({ form: 'resnet', cardinality: 2 })).toThrow(/cardinality 1 and base width 64/);
    expect(() => buildRow({ form: 'A', cardinality: 60_000 })).toThrow(/at most 100000 paths/);
    expect(() => createModel(buildRow({ baseWidth: 1, stageWidths: [8, 16], blocks: [1, 1] }))).toThrow(
      /a base width of at least 8 for a stage of 8 features/,
    );
    expect(() => createModel({ ...resolveRow('resnext50_32x4d'), outputStride: 12 })).toThrow(
      /one of 4, 8, 16, 32 for outputStride but received 12/,
    );
  });

  test('builds the paper’s networks from their numbers', () => {
    expect(buildRow({ depth: 101, cardinality: 64, baseWidth: 4 })).toEqual(resolveRow('resnext101_64x4d'));
    expect(buildRow({ form: 'resnet' })).toMatchObject({
      cardinality: 1,
      baseWidth: 64,
      blocks: [3, 4, 6, 3],
    });
    expect(buildRow({ stem: 'cifar', depth: 38 }).blocks).toEqual([4, 4, 4]);
  });
});
