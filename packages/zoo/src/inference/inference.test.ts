import '@tensorflow/tfjs-backend-wasm';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createModel, resolveRow, saveModel } from '../index.ts';
import { tinyRow } from '../testing/tiny.ts';
import { imageOptionsOf } from './imageOptions.ts';
import { labelsOf } from './labels.ts';
import { loadForInference } from './loadForInference.ts';
import { predict } from './predict.ts';

let folder: string;

beforeAll(async () => {
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'resnext-zoo-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('a file answers as the folded model that was saved, and leaves nothing behind', async () => {
  const path = join(folder, 'tiny.safetensors');
  const model = createModel(tinyRow(), { seed: 2 });
  await saveModel(model, path);
  const images = Uint8Array.from({ length: 2 * 16 * 16 * 3 }, (_, index) => index * 151);
  const batch = { images, shape: [2, 16, 16, 3] } as const;
  const expected = await predict(model.fold(), batch);

  const before = memory().numTensors;
  const loaded = await loadForInference(path);
  expect(loaded.row.folded).toBe(true);
  expect(await predict(loaded, batch)).toEqual(expected);
  loaded.dispose();
  expect(memory().numTensors).toBe(before);
});

test('image options are those of the preprocessing', () => {
  expect(imageOptionsOf(resolveRow('resnext50_32x4d'))).toEqual({
    resize: 256,
    crop: 224,
    interpolation: 'bicubic',
    channels: 3,
  });
  const { preprocessing, ...row } = tinyRow();
  const four = { ...preprocessing, mean: [0, 0, 0, 0], std: [1, 1, 1, 1] };
  expect(() => imageOptionsOf({ ...row, channels: 4, preprocessing: four })).toThrow(
    'expected a model of grey or colour images but tiny takes 4 channels',
  );
});

test('labels are those of a file, of the model, or numbers', async () => {
  const file = join(folder, 'labels.txt');
  await writeFile(file, 'a\r\nb\nc\nd\ne\n');
  expect(await labelsOf(tinyRow(), file)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(await labelsOf({ ...tinyRow(), classNames: ['v', 'w', 'x', 'y', 'z'] })).toEqual([...'vwxyz']);
  expect((await labelsOf(tinyRow()))[4]).toBe('class 4');
  await writeFile(file, 'a\nb\n');
  await expect(labelsOf(tinyRow(), file)).rejects.toMatchObject({
    code: 'ZOO_BAD_FILE',
    message: `expected 5 lines, the classes of tiny, in ${file} but received 2`,
  });
});
