import '@tensorflow/tfjs-backend-wasm';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setBackend, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createModel,
  inferRow,
  listModels,
  loadModel,
  openSafetensors,
  saveModel,
  writeSafetensors,
  type Model,
  type ModelRow,
} from '../index.ts';
import { pixels, tinyRow, warmUp } from '../testing/tiny.ts';
import { Network } from '../network/network.ts';
import { stateDict } from './stateDict.ts';

let folder: string;
beforeAll(async () => {
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'resnext-weights-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const logits = (model: Model): Float32Array =>
  tidy(() => model.forward(pixels([2, 16, 16, model.row.channels])).dataSync() as Float32Array);

/** Names and shapes as a file of the row's weights has them, without making any. */
const shapesOf = (row: ModelRow) =>
  new Map([...stateDict(new Network(row))].map(([name, { shape }]) => [name, shape]));

describe('saving and loading', () => {
  test.each([tinyRow(), tinyRow({ form: 'A' }), tinyRow({ reduction: 16, preActivation: true })])(
    'a file alone rebuilds its model (%#)',
    async (row) => {
      const file = join(folder, 'model.safetensors');
      const model = createModel({ ...row, classNames: ['a', 'b', 'c', 'd', 'e'] }, { seed: 3 });
      warmUp(model);
      await saveModel(model, file);
      const loaded = await loadModel(file);
      expect(loaded.row).toEqual(model.row);
      expect(logits(loaded)).toEqual(logits(model));
      await saveModel(model.fold(), file);
      expect(logits(await loadModel(file))).toEqual(logits(model.fold()));
    },
  );

  test('files hold PyTorch’s names and layout', async () => {
    const file = join(folder, 'layout.safetensors');
    const model = createModel(tinyRow(), { seed: 3 });
    warmUp(model);
    await saveModel(model, file);
    const opened = await openSafetensors(file);
    expect(opened.metadata.get('format')).toBe('pt');
    const shape = (name: string) => opened.tensors.get(name)?.shape;
    expect(shape('conv1.weight')).toEqual([8, 3, 3, 3]);
    expect(shape('layer1.0.conv2.weight')).toEqual([16, 4, 3, 3]);
    expect(shape('layer2.0.downsample.0.weight')).toEqual([64, 32, 1, 1]);
    expect(shape('layer1.0.bn1.running_var')).toEqual([16]);
    expect(shape('fc.weight')).toEqual([5, 128]);
    expect(opened.tensors.get('bn1.num_batches_tracked')).toMatchObject({ dtype: 'I64', shape: [] });
    expect([...(await opened.tensors.get('bn1.num_batches_tracked')!.read())]).toEqual([3]);

    // [kH, kW, in, out] at (1, 2, 0, 5) is [out, in, kH, kW] at (5, 0, 1, 2).
    const values = await opened.tensors.get('layer1.0.conv2.weight')!.read();
    const variable = model.parameters().get('layer1.0.conv2.weight')!;
    expect(values[(5 * 4 + 0) * 9 + 1 * 3 + 2]).toBe((variable.arraySync() as number[][][][])[1]![2]![0]![5]);
    await opened.close();
  });

  test('refuses another model’s weights, in one sentence, and keeps the tensors it had', async () => {
    const file = join(folder, 'other.safetensors');
    await saveModel(createModel(tinyRow()), file);
    const before = memory().numTensors;
    await expect(loadModel(file, { model: 'resnext11_digits' })).rejects.toThrow(
      /expected the weights of resnext11_digits but received weights that have layer1\.1\.conv1\.weight and \d+ more besides \(.*other\.safetensors\)/,
    );
    await expect(loadModel(file, { model: tinyRow({ blocks: [2, 2, 1] }) })).rejects.toThrow(
      /weights that lack layer2\.1\.conv1\.weight and \d+ more/,
    );
    await expect(loadModel(file, { model: tinyRow({ classes: 6 }) })).rejects.toThrow(
      /expected \[6, 128\] for fc\.weight of tiny but received \[5, 128\]/,
    );
    expect(memory().numTensors).toBe(before);
  });

  test('refuses a row in the metadata that is none', async () => {
    const file = join(folder, 'row.safetensors');
    await writeSafetensors(file, new Map(), { 'resnext.model': '{"name":"x"}' });
    await expect(loadModel(file)).rejects.toThrow(
      /a model row in the metadata of .*row\.safetensors but .*wrong at stem/,
    );
    await writeFile(file, 'hello, hello');
    await expect(loadModel(file)).rejects.toThrow(/no safetensors file/);
  });

  test('leaves nothing behind when it cannot write', async () => {
    await expect(saveModel(createModel(tinyRow()), join(folder, 'missing', 'x.safetensors'))).rejects.toThrow(
      /ENOENT/,
    );
    expect((await readdir(folder)).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});

describe('inferRow', () => {
  const withoutNames = ({ classNames: _, ...row }: ModelRow): unknown => row;

  test.each(listModels().filter(({ channels }) => channels === 3))(
    'knows $name by its names and shapes',
    (row) => {
      expect(inferRow(shapesOf(row), 'x')).toEqual(withoutNames(row));
    },
  );

  test.each<[string, ModelRow]>([
    ['narrow stages', tinyRow({ stageWidths: [8, 16, 24], baseWidth: 20, cardinality: 2 })],
    ['shortcut A', tinyRow({ shortcut: 'A' })],
    ['shortcut C', tinyRow({ shortcut: 'C' })],
    ['pre-activation', tinyRow({ preActivation: true })],
    ['squeeze and excitation', tinyRow({ reduction: 16 })],
    [
      'grey images, folded',
      tinyRow({
        channels: 1,
        folded: true,
        preprocessing: { inputSize: 32, resize: 32, interpolation: 'bicubic', mean: [0.5], std: [0.5] },
      }),
    ],
    ['another number of classes', tinyRow({ classes: 17 })],
  ])('finds an equal network: %s', (_, row) => {
    const inferred = inferRow(shapesOf(row), 'x');
    expect([...shapesOf(inferred)]).toEqual([...shapesOf(row)]);
    expect({ ...inferred, name: '', baseWidth: 0 }).toEqual({ ...row, name: '', baseWidth: 0 });
  });

  test('refuses what is no ResNeXt', () => {
    expect(() => inferRow(new Map([['features.0.weight', [64, 3, 3, 3]]]), 'vgg.safetensors')).toThrow(
      /the weights of a ResNeXt under torchvision's names in vgg\.safetensors but found no layer1\.0\.conv2\.weight/,
    );
    const wide = new Map(shapesOf(tinyRow())).set('conv1.weight', [0, 10_000_000, 3, 3]);
    expect(() => inferRow(wide, 'x')).toThrow(
      /images of at most 4096 channels for x but its first filter takes 10000000/,
    );
    const odd = new Map(shapesOf(tinyRow()));
    odd.set('layer2.0.conv2.weight', [32, 31, 3, 3]);
    expect(() => inferRow(odd, 'x')).toThrow(/one base width for all stages/);
  });
});
