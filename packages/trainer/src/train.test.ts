import '@tensorflow/tfjs-backend-wasm';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { buildRow, createModel, loadModel, type Model } from '@resnext/zoo';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Batch, BatchSource } from './batch.ts';
import type { Epoch } from './epoch.ts';
import { TrainerError } from './errors.ts';
import { readRun } from './run/trainJson.ts';
import { schedules, train, type TrainOptions } from './index.ts';

const row = buildRow({
  name: 'tiny',
  stem: 'cifar',
  depth: 11,
  stageWidths: [4, 8, 16],
  cardinality: 2,
  baseWidth: 32,
  classes: 3,
  channels: 1,
  preprocessing: { inputSize: 6, resize: 6, interpolation: 'bilinear', mean: [0.5], std: [0.5] },
});

/** Six batches of eight images whose class is the third that is bright; never the same epoch twice. */
const source: BatchSource = {
  length: 48,
  batchesPerEpoch: 6,
  async *epoch(epoch) {
    for (let step = 0; step < 6; step++) yield batch(epoch * 100 + step);
  },
};

function batch(seed: number): Batch {
  const labels = Int32Array.from({ length: 8 }, (_, i) => (i + seed) % 3);
  const images = Float32Array.from({ length: 8 * 36 }, (_, i) => {
    const third = Math.floor((i % 36) / 12);
    return (third === labels[Math.floor(i / 36)] ? 0.6 : 0) + ((i * 7919 + seed * 104729) % 100) / 250;
  });
  return { images, labels, shape: [8, 6, 6, 1] };
}

async function run(options: Partial<TrainOptions> & { model: Model }): Promise<Epoch[]> {
  const epochs: Epoch[] = [];
  const defaults = { training: source, validation: source, epochs: 3, schedule: schedules.constant(0.05) };
  for await (const epoch of train({ ...defaults, ...options })) epochs.push(epoch);
  return epochs;
}

async function weights(model: Model): Promise<number[][]> {
  const tensors = await Promise.all([...model.stateDict().values()].map((tensor) => tensor.read()));
  return tensors.map((values) => [...values]);
}

let directory: string;
beforeAll(async () => {
  await setBackend('wasm');
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'resnext-trainer-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

test('learns, yields every epoch and leaves no tensor behind', async () => {
  const model = createModel(row, { seed: 1 });
  const before = memory().numTensors;
  const steps: number[] = [];
  const epochs = await run({ model, onStep: ({ step, steps: of, images }) => steps.push(step, of, images) });
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(epochs.at(-1)!.test.top1).toBe(100);
  expect(epochs.at(-1)!.train.loss).toBeLessThan(epochs[0]!.train.loss);
  expect(steps.slice(0, 3)).toEqual([1, 6, 8]);
  expect(steps).toHaveLength(3 * 6 * 3);
  expect(memory().numTensors).toBe(before);
  model.dispose();
});

test('the same seed gives the same weights bit for bit', async () => {
  const models = [createModel(row, { seed: 5 }), createModel(row, { seed: 5 })] as const;
  await run({ model: models[0] });
  await run({ model: models[1] });
  expect(await weights(models[0])).toEqual(await weights(models[1]));
  const other = createModel(row, { seed: 6 });
  await run({ model: other });
  expect(await weights(other)).not.toEqual(await weights(models[0]));
});

test('leaves weights, metrics, curves and configuration', async () => {
  const model = createModel(row, { seed: 2 });
  const epochs = await run({ model, directory, configuration: { seed: 2 } });
  expect((await readdir(directory)).sort()).toEqual([
    'best.safetensors',
    'checkpoint.safetensors',
    'curves.svg',
    'last.safetensors',
    'metrics.csv',
    'train.json',
  ]);
  const loaded = await loadModel(join(directory, 'last.safetensors'));
  expect(loaded.row).toEqual(row);
  expect(await weights(loaded)).toEqual(await weights(model));
  const [names, ...lines] = (await readFile(join(directory, 'metrics.csv'), 'utf8')).trim().split('\n');
  expect(names).toMatch(/^epoch,learning_rate,train_loss/);
  expect(lines).toHaveLength(3);
  expect(Number(lines[2]!.split(',')[6])).toBeCloseTo(epochs[2]!.test.top1, 4);
  const svg = await readFile(join(directory, 'curves.svg'), 'utf8');
  expect(svg).toMatch(/^<svg[\s\S]*top-1 error[\s\S]*<\/svg>/);
  expect(await readRun(directory)).toMatchObject({
    configuration: { seed: 2 },
    epoch: 3,
    model: { name: 'tiny' },
  });
});

test('stopped and resumed, it ends with the weights of an undisturbed run', async () => {
  const whole = createModel(row, { seed: 3 });
  const wholeEpochs = await run({ model: whole, epochs: 4 });

  const stop = new AbortController();
  const first = createModel(row, { seed: 3 });
  const onStep: TrainOptions['onStep'] = ({ epoch, step }) => {
    if (epoch === 3 && step === 2) stop.abort();
  };
  await expect(run({ model: first, epochs: 4, directory, signal: stop.signal, onStep })).rejects.toThrow(
    /interrupted in epoch 3; epoch 2 is kept in/,
  );

  const second = createModel(row, { seed: 99 });
  const rest = await run({ model: second, epochs: 4, directory, resume: true });
  expect(rest.map(({ epoch }) => epoch)).toEqual([3, 4]);
  expect(rest.at(-1)!.best).toEqual(wholeEpochs.at(-1)!.best);
  expect(await weights(second)).toEqual(await weights(whole));
});

test('refuses what makes no sense, and a directory that holds a run', async () => {
  const model = createModel(row);
  await expect(run({ model, epochs: 0 })).rejects.toThrow(/at least 1 for epochs but received 0/);
  await expect(run({ model, resume: true })).rejects.toThrow(/a directory to resume from/);
  await expect(run({ model, directory, resume: true })).rejects.toThrow(/checkpoint.safetensors/);
  await run({ model, directory, epochs: 1 });
  await expect(run({ model, directory, epochs: 1 })).rejects.toThrow(
    /holds one; resume it, or choose another/,
  );
  await run({ model, directory, epochs: 1, overwrite: true });
});

test('a loss that is not finite stops with a sentence and leaves nothing half done', async () => {
  const model = createModel(row);
  const diverged = run({ model, directory, schedule: schedules.constant(1e30) });
  await expect(diverged).rejects.toThrow(TrainerError);
  await expect(diverged).rejects.toThrow(
    /finite loss but epoch 1, step \d gave .* at a learning rate of 1e\+30/,
  );
  expect(await readdir(directory)).toEqual([]);
});
