import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tidy } from '@tensorflow/tfjs-core';
import { createLoader, digits } from '@resnext/data';
import { selectBackend, type BackendName } from '@resnext/runtime';
import { schedules, train } from '@resnext/trainer';
import { createModel, loadModel, prepareBatch, resolveRow, saveModel, type Model } from '@resnext/zoo';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whyNoTensorflow } from './support/backends.ts';

/* What `native` and `tensorflow` must agree on, and what a training on `tensorflow` must come to. */

const MODEL = 'resnext11_digits';
const testSet = createLoader(digits({ split: 'test' }), { batchSize: 64 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-tensorflow-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function logitsOn(backend: BackendName, weights: string): Promise<number[]> {
  await selectBackend(backend);
  const model = await loadModel(weights);
  for await (const batch of testSet.epoch(1)) {
    const logits = tidy(() => [...model.forward(prepareBatch(batch, model.row.preprocessing)).dataSync()]);
    model.dispose();
    return logits;
  }
  throw new Error('expected a batch of digits');
}

async function trainOn(backend: BackendName, epochs: number): Promise<{ model: Model; top1: number }> {
  await selectBackend(backend);
  const model = createModel(resolveRow(MODEL), { seed: 1 });
  const training = createLoader(digits({ split: 'train' }), { batchSize: 64, shuffle: true, seed: 1 });
  let top1 = 0;
  for await (const epoch of train({
    model,
    training,
    validation: testSet,
    epochs,
    schedule: schedules.cosine(0.1),
  })) {
    top1 = epoch.test.top1;
  }
  return { model, top1 };
}

describe.skipIf(whyNoTensorflow)(`tensorflow${whyNoTensorflow ? ` (${whyNoTensorflow})` : ''}`, () => {
  test.each([
    ['native', 'tensorflow'],
    ['tensorflow', 'native'],
  ] as const)('a checkpoint of %s gives the same logits on %s', async (from, to) => {
    const { model } = await trainOn(from, 1);
    const file = join(folder, 'weights.safetensors');
    await saveModel(model, file);
    model.dispose();
    const there = await logitsOn(to, file);
    const here = await logitsOn(from, file);
    const worst = Math.max(...there.map((logit, index) => Math.abs(logit - here[index]!)));
    expect(here.length).toBe(640);
    expect(worst).toBeLessThanOrEqual(1e-4);
  });

  test('learns the digits as well as native does', async () => {
    const [native, tensorflow] = [await trainOn('native', 5), await trainOn('tensorflow', 5)];
    console.log('top-1 after 5 epochs: native', native.top1, 'tensorflow', tensorflow.top1);
    expect(tensorflow.top1).toBeGreaterThan(95);
    expect(Math.abs(tensorflow.top1 - native.top1)).toBeLessThan(1.5);
    native.model.dispose();
    tensorflow.model.dispose();
  });

  test('gives the same weights for the same seed', async () => {
    const weights = async (): Promise<number[][]> => {
      const { model } = await trainOn('tensorflow', 1);
      const values = await Promise.all([...model.stateDict().values()].map((tensor) => tensor.read()));
      model.dispose();
      return values.map((each) => [...each]);
    };
    expect(await weights()).toEqual(await weights());
  });
});
