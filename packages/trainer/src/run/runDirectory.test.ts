import '@tensorflow/tfjs-backend-wasm';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRow, createModel } from '@resnext/zoo';
import { setBackend, tensor1d } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createStepper } from '../step.ts';
import { openDirectory, type RunDirectory } from './runDirectory.ts';
import { beginningWith, type State } from './state.ts';

const model = () =>
  createModel(buildRow({ stem: 'cifar', depth: 11, stageWidths: [4, 4, 4], cardinality: 2, baseWidth: 32 }));

let directory: string;
beforeAll(async () => {
  await setBackend('wasm');
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'resnext-run-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const at = (steps: number): State => ({ ...beginningWith(1), step: steps, steps });

async function open(resume = false, own = model()): Promise<RunDirectory> {
  return (await openDirectory({ directory, resume }, { model: own, stepper: createStepper(own) }))!;
}

test('a checkpoint that cannot be written is an error that names the one before, which stays', async () => {
  const own = model();
  const run = await open(false, own);
  await run.write(at(1), 1);
  own.stateDict = () => new Map([['fc.bias', { dtype: 'F32', shape: [10], read: fail }]]);
  async function fail(): Promise<Float32Array> {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  }
  await expect(run.write(at(2), 1)).rejects.toMatchObject({
    code: 'TRAINER_CANNOT_WRITE',
    message: expect.stringMatching(/no space left on device, write; epoch 1, step 1, is kept in /),
  });
  const folder = join(directory, 'checkpoints');
  expect(await readdir(folder)).toEqual(['step-00000001.json', 'step-00000001.safetensors']);
  expect(await (await open(true)).resumed()).toMatchObject({ step: 1, steps: 1 });
});

test('weights that are no numbers any more are not kept', async () => {
  const own = model();
  const run = await open(false, own);
  await run.write(at(1), 1);
  own
    .parameters()
    .get('fc.bias')!
    .assign(tensor1d(new Float32Array(10).fill(NaN)));
  await expect(run.write(at(2), 1)).rejects.toMatchObject({
    code: 'TRAINER_LOSS_NOT_FINITE',
    message: expect.stringMatching(
      /^expected finite numbers to keep but fc.bias .*; epoch 1, step 1, is kept in /,
    ),
  });
  expect(await (await open(true)).resumed()).toMatchObject({ steps: 1 });
});

test('weights from elsewhere are not deleted', async () => {
  await writeFile(join(directory, 'best.safetensors'), 'weights');
  await expect(open()).rejects.toThrow(/holds one; resume it, or choose another/);
  expect(await readFile(join(directory, 'best.safetensors'), 'utf8')).toBe('weights');
});

test('a directory that cannot be written to is refused before anything is computed', async () => {
  const file = join(directory, 'file');
  await writeFile(file, '');
  const own = model();
  const training = { model: own, stepper: createStepper(own) };
  await expect(openDirectory({ directory: join(file, 'run') }, training)).rejects.toMatchObject({
    code: 'TRAINER_CANNOT_WRITE',
    message: expect.stringContaining('ENOTDIR'),
  });
});

test.each([
  ['no JSON', () => 'half a'],
  ['another state', () => JSON.stringify({ epoch: 'first' })],
  ['numbers that cannot be', (text: string) => text.replace('"step":1', '"step":-1')],
])('a damaged state is named: %s', async (_, damage) => {
  await (await open()).write(at(1), 1);
  const path = join(directory, 'checkpoints', 'step-00000001.json');
  await writeFile(path, damage(await readFile(path, 'utf8')));
  await expect((await open(true)).resumed()).rejects.toMatchObject({
    code: 'TRAINER_BAD_CHECKPOINT',
    message: expect.stringContaining(path),
  });
});

test('another model’s checkpoint is refused', async () => {
  await (await open()).write(at(1), 1);
  const other = createModel(
    buildRow({ stem: 'cifar', depth: 11, stageWidths: [8, 4, 4], cardinality: 2, baseWidth: 32 }),
  );
  await expect((await open(true, other)).resumed()).rejects.toThrow(/expected \[/);
});
