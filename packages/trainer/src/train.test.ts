import '@tensorflow/tfjs-backend-wasm';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { buildRow, createModel, loadModel, type Model } from '@resnext/zoo';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Batch, BatchSource } from './batch.ts';
import type { Epoch } from './epoch.ts';
import { TrainerError } from './errors.ts';
import { readRun } from './run/trainJson.ts';
import { crossEntropy, earlyStopping, schedules, train, type Callback, type TrainOptions } from './index.ts';

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
  async *epoch(epoch, { start = 0 } = {}) {
    for (let step = start; step < 6; step++) yield batch(epoch * 100 + step);
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
  const epochs = await run({
    model,
    callbacks: [{ onStep: ({ step, steps: of, images }) => void steps.push(step, of, images) }],
  });
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

test('leaves weights, metrics, curves, a report, events, checkpoints and configuration', async () => {
  const model = createModel(row, { seed: 2 });
  const epochs = await run({ model, directory, configuration: { seed: 2 } });
  expect((await readdir(directory)).sort()).toEqual([
    'best.safetensors',
    'checkpoints',
    'curves.svg',
    'events',
    'last.safetensors',
    'metrics.csv',
    'report.html',
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

test('the last checkpoints are kept, and the one of the best epoch', async () => {
  const model = createModel(row, { seed: 1 });
  const epochs = await run({ model, directory, epochs: 6, checkpoints: { keep: 1 } });
  const steps = new Set([6 * epochs.at(-1)!.best.epoch, 36]);
  expect(await readdir(join(directory, 'checkpoints'))).toEqual(
    [...steps].flatMap((step) =>
      ['json', 'safetensors'].map((end) => `step-${String(step).padStart(8, '0')}.${end}`),
    ),
  );
});

/** A run that is aborted after a step, or during the validation after one. */
async function interrupt(
  at: { epoch: number; step: number },
  options: Parameters<typeof run>[0],
): Promise<void> {
  const stop = new AbortController();
  const callback: Callback = {
    onStep: ({ epoch, step }) => {
      if (epoch === at.epoch && step === at.step) stop.abort();
    },
  };
  await expect(run({ ...options, signal: stop.signal, callbacks: [callback] })).rejects.toThrow(
    /^interrupted in epoch \d; epoch \d(, step \d,)? is kept in /,
  );
}

/** What changes a run from step to step, all at once. */
const everything = {
  epochs: 4,
  schedule: schedules.warmUp(schedules.cosine(0.05), { epochs: 1 }),
  accumulate: 2,
  averageDecay: 0.9,
  clipNorm: 1,
  decaysVectors: false,
  loss: crossEntropy({ labelSmoothing: 0.1 }),
};

test.each<[string, Partial<TrainOptions>]>([
  ['plain', { epochs: 4 }],
  ['with everything', everything],
  ['recomputing', { ...everything, recompute: true }],
])('stopped in the middle of epochs and resumed, it ends as an undisturbed run: %s', async (_, options) => {
  const whole = createModel(row, { seed: 3 });
  const other = await mkdtemp(join(tmpdir(), 'resnext-trainer-'));
  const wholeEpochs = await run({ model: whole, ...options, directory: other });

  const places = [
    { epoch: 1, step: 2 },
    { epoch: 2, step: 1 },
    // The last step: what is left of the epoch is its validation.
    { epoch: 2, step: options.accumulate ? 3 : 6 },
  ];
  for (const [index, place] of places.entries()) {
    const model = createModel(row, { seed: index === 0 ? 3 : 90 + index });
    await interrupt(place, { model, ...options, directory, resume: index > 0 });
  }
  const last = createModel(row, { seed: 99 });
  const rest = await run({ model: last, ...options, directory, resume: true });
  expect(rest.map(({ epoch }) => epoch)).toEqual([2, 3, 4]);
  const lasting = ({ train: scores, test: judged, best }: Epoch) => ({ scores, judged, best });
  expect(rest.map(lasting)).toEqual(wholeEpochs.slice(1).map(lasting));
  expect(await weights(last)).toEqual(await weights(whole));
  for (const name of ['last.safetensors', 'best.safetensors']) {
    expect((await readFile(join(directory, name))).equals(await readFile(join(other, name)))).toBe(true);
  }
  await rm(other, { recursive: true });
});

test('recomputing changes no bit of the weights', async () => {
  const models = [createModel(row, { seed: 5 }), createModel(row, { seed: 5 })] as const;
  await run({ model: models[0] });
  await run({ model: models[1], recompute: true });
  expect(await weights(models[0])).toEqual(await weights(models[1]));
});

test('a checkpoint is written whenever the minutes are over, and resumed from', async () => {
  const seen: string[][] = [];
  const callback: Callback = {
    async onStep({ step }) {
      if (step === 3) seen.push(await readdir(join(directory, 'checkpoints')));
    },
  };
  await run({
    model: createModel(row),
    directory,
    epochs: 1,
    checkpoints: { minutes: 0, keep: 1 },
    callbacks: [callback],
  });
  expect(seen).toEqual([['step-00000002.json', 'step-00000002.safetensors']]);
});

test('halves of a checkpoint that a killed process left are not resumed, and cleared away', async () => {
  const model = createModel(row, { seed: 1 });
  await run({ model, directory, epochs: 1, checkpoints: { keep: 1 } });
  const folder = join(directory, 'checkpoints');
  await writeFile(join(folder, 'step-00000009.safetensors'), 'half');
  await writeFile(join(folder, 'step-00000012.safetensors.0a1b.tmp'), 'half');
  expect((await run({ model, directory, epochs: 2, resume: true, checkpoints: { keep: 1 } }))[0]!.epoch).toBe(
    2,
  );
  expect(await readdir(folder)).toEqual(
    expect.not.arrayContaining(['step-00000009.safetensors', 'step-00000012.safetensors.0a1b.tmp']),
  );
});

test('ends when the validation has not become better for long enough, also when it is resumed', async () => {
  const constant: BatchSource = { ...source, epoch: (_, options) => source.epoch(1, options) };
  const options = { validation: constant, epochs: 30, directory, callbacks: [earlyStopping(2)] };
  const epochs = await run({ model: createModel(row, { seed: 1 }), ...options });
  const last = epochs.at(-1)!;
  expect(last.epoch).toBeLessThan(30);
  expect(last.epoch - last.best.epoch).toBe(2);
  expect(await run({ model: createModel(row), ...options, resume: true })).toEqual([]);
});

test('refuses what makes no sense, and a directory that holds a run', async () => {
  const model = createModel(row);
  await expect(run({ model, epochs: 0 })).rejects.toThrow(/at least 1 for epochs but received 0/);
  await expect(run({ model, accumulate: 1.5 })).rejects.toThrow(/for accumulate but received 1.5/);
  await expect(run({ model, resume: true })).rejects.toThrow(/a directory to resume from/);
  await expect(run({ model, directory, resume: true })).rejects.toThrow(/expected a run's train.json/);
  await expect(run({ model, groups: [{ pattern: 'layer9.*' }] })).rejects.toThrow(
    /'layer9.\*', which matches none/,
  );
  await run({ model, directory, epochs: 1 });
  await expect(run({ model, directory, epochs: 1 })).rejects.toThrow(
    /holds one; resume it, or choose another/,
  );
  await run({ model, directory, epochs: 1, overwrite: true });
});

test('a source that has fewer batches than it says is named', async () => {
  const short: BatchSource = { ...source, batchesPerEpoch: 7 };
  await expect(run({ model: createModel(row), training: short })).rejects.toThrow(/as batchesPerEpoch says/);
});

test('a loss that is not finite names the step, the rate and what is kept', async () => {
  const model = createModel(row);
  const diverged = run({ model, directory, schedule: schedules.constant(1e30) });
  await expect(diverged).rejects.toThrow(TrainerError);
  await expect(diverged).rejects.toThrow(
    /finite loss but epoch 1, step \d gave .* at a learning rate of 1e\+30; .*; no checkpoint is kept yet/,
  );
  const late = run({
    model: createModel(row),
    directory,
    schedule: ({ done }) => (done < 2 ? 0.05 : 1e30),
  });
  await expect(late).rejects.toThrow(/epoch 3, step \d gave .*; epoch 2 is kept in /);
  expect((await run({ model, directory, resume: true })).map(({ epoch }) => epoch)).toEqual([3]);
});
