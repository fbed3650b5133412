import '@tensorflow/tfjs-backend-wasm';
import { buildRow, createModel } from '@resnext/zoo';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { Batch } from './batch.ts';
import { openFeed, release } from './feed.ts';

beforeAll(async () => {
  await setBackend('wasm');
});

const model = () =>
  createModel(buildRow({ stem: 'cifar', depth: 11, stageWidths: [4, 4, 4], cardinality: 2, baseWidth: 32 }));
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Batches in two buffers that are filled again and again, as a loader has them. */
function recycled(count: number) {
  const asked: number[] = [];
  const buffers = [0, 1].map(() => ({ images: new Uint8Array(4 * 4 * 3), labels: new Int32Array(1) }));
  async function* batches(): AsyncGenerator<Batch> {
    for (let index = 0; index < count; index++) {
      asked.push(index);
      const { images, labels } = buffers[index % 2]!;
      images.fill(index);
      labels[0] = index;
      yield { images, labels, shape: [1, 4, 4, 3] };
    }
  }
  return { asked, batches };
}

test('fetches nothing before it is asked, then one batch ahead, once the caller has had its turn', async () => {
  const { asked, batches } = recycled(4);
  const feed = openFeed(batches, model());
  await turn();
  expect(asked).toEqual([]);
  release((await feed.take())!);
  expect(asked).toEqual([0]);
  await turn();
  expect(asked).toEqual([0, 1]);
  await turn();
  expect(asked).toEqual([0, 1]);
  await feed.close();
});

test('hands out every batch as it was, although buffers are filled again', async () => {
  const { batches } = recycled(5);
  const feed = openFeed(batches, model());
  const labels: number[] = [];
  const darkest: number[] = [];
  for (let batch = await feed.take(); batch; batch = await feed.take()) {
    await turn();
    labels.push(...batch.labels);
    darkest.push(batch.images.dataSync()[0]!);
    release(batch);
  }
  expect(labels).toEqual([0, 1, 2, 3, 4]);
  darkest.forEach((value, index) => expect(value).toBeCloseTo((index / 255 - 125.3 / 255) / (63 / 255), 5));
  expect(await feed.take()).toBeUndefined();
});

test('closing gives back what was fetched ahead and ends the source; its errors come to whoever takes', async () => {
  const own = model();
  let ended = false;
  async function* failing(): AsyncGenerator<Batch> {
    try {
      yield* recycled(2).batches();
      throw new Error('no more');
    } finally {
      ended = true;
    }
  }
  const before = memory().numTensors;
  const early = openFeed(failing, own);
  release((await early.take())!);
  await turn();
  await early.close();
  expect(ended).toBe(true);
  expect(memory().numTensors).toBe(before);

  const late = openFeed(failing, own);
  release((await late.take())!);
  release((await late.take())!);
  await turn();
  await expect(late.take()).rejects.toThrow('no more');
  await late.close();
});
