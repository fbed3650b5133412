import '@tensorflow/tfjs-backend-wasm';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { buildRow, createModel, type ModelRow } from '@resnext/zoo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert, readWeights, resolveModel, verify, writeWeights } from '../index.ts';
import { network, networks } from '../testing/networks.ts';

let folder: string;
beforeAll(async () => {
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'resnext-writers-'));
});
afterAll(() => rm(folder, { recursive: true }));

const out = (name: string): string => join(folder, name);

const outputs = [
  ['weights.safetensors', undefined],
  ['weights.pth', undefined],
  ['weights.onnx', undefined],
  ['split', 'split'],
  ['diagonal', 'block-diagonal'],
] as const;

describe('every format that is written', () => {
  // Plain, squeeze and excitation, Caffe's pool and preprocessing, merged batch norms, small images.
  const inputs = ['zip.pth', 'se.pth', 'cypw.caffemodel', 'folded.onnx', 'cifar.ascii.t7'];

  test.each(inputs.flatMap((input) => outputs.map(([name, groups]) => [input, name, groups] as const)))(
    'holds the model of %s: %s',
    async (input, name, groups) => {
      const source = join(networks, input);
      const output = out(name);
      const { row } = await convert({ input: source, output, groups });
      const { passed, maxRelDiff, comparisons, statistics } = await verify({
        input: source,
        output,
        inputSize: 32,
      });
      expect(comparisons.map(({ what }) => what).join()).toMatch(/our network/);
      expect(passed, JSON.stringify(comparisons)).toBe(true);
      expect(maxRelDiff).toBeLessThan(1e-5);
      expect(statistics.length).toBeGreaterThan(20);
      // The file alone makes the same row again, preprocessing included.
      await using made = await readWeights(output);
      expect((await resolveModel(made)).row).toEqual(row);
    },
  );

  test.each(outputs)('%s: runs in TensorFlow.js itself where it is its format', async (name, groups) => {
    const output = out(name);
    const { input } = { input: (await network('zip.pth')).path };
    await convert({ input, output, groups });
    const { comparisons } = await verify({ input, output, inputSize: 32 });
    const theirs = comparisons.find(({ what }) => what.startsWith('TensorFlow.js'));
    if (groups === undefined) expect(theirs).toBeUndefined();
    else expect(theirs!.maxRelDiff).toBeLessThan(1e-5);
  });
});

describe('networks that no one else publishes', () => {
  const tiny = (options: Partial<ModelRow>): ModelRow =>
    buildRow({
      stem: 'cifar',
      blocks: [2, 1, 1],
      stageWidths: [4, 8, 16],
      cardinality: 2,
      baseWidth: 64,
      ...options,
    });

  test.each<[string, ModelRow]>([
    ['form A', tiny({ form: 'A' })],
    ['form B', tiny({ form: 'B' })],
    ['shortcut A', tiny({ shortcut: 'A' })],
    ['shortcut C', tiny({ shortcut: 'C' })],
    ['pre-activation', tiny({ preActivation: true })],
    ['dilated', tiny({ outputStride: 2 })],
  ])('%s survives each format', async (_, row) => {
    const model = createModel(row, { seed: 3 });
    const input = out('own.safetensors');
    await writeWeights({ row, weights: model.stateDict() }, input);
    for (const [name, groups] of outputs) {
      const output = out(`own-${name}`);
      await writeWeights({ row, weights: model.stateDict() }, output, { groups });
      const { comparisons, maxRelDiff } = await verify({ input, output, inputSize: 16 });
      expect(maxRelDiff, JSON.stringify(comparisons)).toBeLessThan(1e-5);
    }
    model.dispose();
  });
});

test('arrays that make no model are copied as they are, when asked', async () => {
  const input = join(networks, '../samples/pth/buffers.pt');
  const output = out('plain.safetensors');
  await expect(convert({ input, output })).rejects.toMatchObject({ code: 'CONVERTER_UNKNOWN_SCHEME' });
  expect(await convert({ input, output, scheme: 'none' })).toMatchObject({
    from: 'pytorch',
    tensors: 2,
    row: undefined,
  });
  await using copied = await readWeights(output);
  expect([...(await copied.tensors.get('buffer1')!.read())]).toEqual([1, 2, 3]);
  await expect(convert({ input, output: out('plain.onnx'), scheme: 'none' })).rejects.toThrow(
    /safetensors for arrays that make no model/,
  );
});

test('a .pth keeps its numbers at multiples of 64 bytes, and the same model makes the same file', async () => {
  const { path } = await network('zip.pth');
  const [first, second] = [out('first.pth'), out('second.pth')];
  for (const output of [first, second]) await convert({ input: path, output });
  const bytes = await readFile(first);
  expect(bytes.equals(await readFile(second))).toBe(true);
  for (
    let at = bytes.indexOf('model/data/');
    at > 0 && bytes.readUInt32LE(at - 30) === 0x04034b50;
    at = bytes.indexOf('model/data/', at + 1)
  ) {
    expect((at + bytes.readUInt16LE(at - 4) + bytes.readUInt16LE(at - 2)) % 64).toBe(0);
  }
});

test('what cannot be written is refused before anything is', async () => {
  const { path: input } = await network('zip.pth');
  await expect(convert({ input, output: out('weights.t7') })).rejects.toThrow(
    /expected a file ending in \.safetensors, .* but received/,
  );
  await expect(convert({ input, output: out('x'), to: 'caffe' as 'onnx' })).rejects.toThrow(
    /expected one of safetensors, pytorch, onnx, tfjs/,
  );
  await expect(convert({ input, output: out('no/such/folder') })).rejects.toMatchObject({
    code: 'CONVERTER_CANNOT_WRITE',
  });
  await expect(convert({ input, output: out('no/such.onnx') })).rejects.toMatchObject({
    code: 'ZOO_CANNOT_WRITE',
  });
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
