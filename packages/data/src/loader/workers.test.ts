import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mixup } from '../batchTransforms/mixup.ts';
import type { Dataset, StreamDataset } from '../datasets/dataset.ts';
import { digits } from '../datasets/digits.ts';
import { imagenetTrain } from '../presets/imagenet.ts';
import * as transforms from '../transforms/index.ts';
import type { Batch } from './batch.ts';
import { createLoader, type LoaderOptions } from './createLoader.ts';

const SAMPLES = 23;
let folder: string;
let dataset: Dataset;

/** Small photographs of noise, no two alike. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-data-'));
  const path = (index: number) => join(folder, `${index}.jpg`);
  for (let index = 0; index < SAMPLES; index++) {
    const size = { width: 40 + index, height: 50 - index };
    const pixels = Uint8Array.from(
      { length: size.width * size.height * 3 },
      (_, i) => (i * (index + 3) * 31) % 256,
    );
    await writeFile(
      path(index),
      await sharp(pixels, { raw: { ...size, channels: 3 } })
        .jpeg()
        .toBuffer(),
    );
  }
  dataset = {
    name: 'photographs',
    length: SAMPLES,
    classNames: ['even', 'odd'],
    channels: 3,
    get: (index) => ({ encoded: { path: path(index) }, label: index % 2, name: `${index}.jpg` }),
  };
});

afterAll(() => rm(folder, { recursive: true }));

async function collect(
  source: Dataset | StreamDataset,
  options: LoaderOptions,
  place: { epoch?: number; start?: number } = {},
): Promise<Batch[]> {
  const loader = createLoader(source, { reuse: false, ...options });
  const batches = [];
  try {
    for await (const batch of loader.epoch(place.epoch ?? 1, { start: place.start })) batches.push(batch);
  } finally {
    await loader.close();
  }
  return batches;
}

const module = (code: string) => {
  const url = pathToFileURL(join(folder, `${code.length}.mjs`));
  return writeFile(url, code).then(() => url);
};

describe('createLoader with workers', () => {
  it('gives the batches that it gives without, also when it starts in the middle of an epoch', async () => {
    const options = {
      batchSize: 5,
      shuffle: true,
      seed: 3,
      transform: imagenetTrain({ size: 16 }),
      batchTransform: mixup({ classes: 2 }),
    };
    const alone = await collect(dataset, options);
    expect(alone.map(({ labels }) => labels.length)).toEqual([5, 5, 5, 5, 3]);
    for (const { targets, labels } of alone) expect(targets).toHaveLength(2 * labels.length);
    for (const workers of [1, 3]) expect(await collect(dataset, { ...options, workers })).toEqual(alone);
    expect(await collect(dataset, { ...options, workers: 2 }, { start: 3 })).toEqual(alone.slice(3));
    expect(await collect(dataset, { ...options, workers: 2 }, { epoch: 2 })).not.toEqual(alone);
  });

  it('keeps a batch until the next but one is asked for', async () => {
    const options = { batchSize: 3, transform: transforms.randomResizedCrop({ size: 8 }) };
    const expected = await collect(dataset, options, { epoch: 4 });
    const loader = createLoader(dataset, { ...options, workers: 2, prefetch: 2 });
    let before: Batch | undefined;
    let batch = 0;
    const buffers = new Set<ArrayBufferLike>();
    for await (const current of loader.epoch(4)) {
      expect(current).toEqual(expected[batch]);
      if (before) expect(before).toEqual(expected[batch - 1]);
      before = current;
      buffers.add(current.images.buffer);
      batch++;
    }
    await loader.close();
    expect(buffers.size).toBeLessThanOrEqual(4);
  });

  it('gives every process its part, and all of an epoch to all of them together', async () => {
    const options = { batchSize: 4, shuffle: true, transform: transforms.resize({ size: [4, 4] }) };
    const parts = await Promise.all(
      [0, 1, 2].map((rank) => collect(dataset, { ...options, rank, world: 3 })),
    );
    const indices = parts.map((batches) => batches.flatMap((batch) => [...batch.indices]));
    expect(indices.map((part) => part.length)).toEqual([8, 8, 7]);
    expect(indices.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: SAMPLES }, (_, i) => i));
    const full = await Promise.all(
      [0, 1, 2].map((rank) => collect(dataset, { ...options, rank, world: 3, dropLast: true })),
    );
    expect(full.map((batches) => batches.length)).toEqual([1, 1, 1]);
  });

  it('leaves bad images out and lists them, or fails', async () => {
    const some: Dataset = {
      ...dataset,
      get: (index) =>
        index % 4 === 0 ? { encoded: new Uint8Array(9), label: 0, name: `bad ${index}` } : dataset.get(index),
    };
    const options = { batchSize: 6, transform: transforms.resize({ size: [4, 4] }), reuse: false };
    for (const workers of [0, 2]) {
      const loader = createLoader(some, { ...options, workers, onBadImage: 'skip' });
      const indices: number[] = [];
      for await (const batch of loader.epoch(0)) {
        expect(batch.images).toHaveLength(batch.labels.length * 48);
        indices.push(...batch.indices);
      }
      await loader.close();
      expect(indices).toEqual(Array.from({ length: SAMPLES }, (_, i) => i).filter((i) => i % 4 !== 0));
      expect(loader.skipped.map(({ index }) => index)).toEqual([0, 4, 8, 12, 16, 20]);
      expect(loader.skipped[1]).toMatchObject({ name: 'bad 4', epoch: 0 });
      await expect(collect(some, { ...options, workers })).rejects.toMatchObject({
        code: 'DATA_NOT_AN_IMAGE',
      });
    }
    const none: Dataset = { ...some, get: () => some.get(0) };
    await expect(collect(none, { ...options, onBadImage: 'skip' })).rejects.toThrow();
  });

  it('reports a file that vanished, also where bad images are left out', async () => {
    const path = join(folder, 'gone.jpg');
    await writeFile(
      path,
      await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
        .jpeg()
        .toBuffer(),
    );
    const one: Dataset = {
      ...dataset,
      get: (index) => (index === 7 ? { encoded: { path }, label: 0, name: path } : dataset.get(index)),
    };
    await unlink(path);
    const options = { batchSize: 4, transform: transforms.resize({ size: [4, 4] }), workers: 2 };
    await expect(collect(one, { ...options, onBadImage: 'skip' })).rejects.toMatchObject({
      code: 'DATA_CANNOT_READ',
      message: expect.stringContaining('gone.jpg'),
    });
  });

  it('reports a worker that ends, and goes on with new ones', async () => {
    const url = await module(
      'export default () => (sample) => (sample.width === 47 ? process.exit(3) : { ...sample, pixels: new Uint8Array(1), height: 1, width: 1, channels: 1 });',
    );
    const transform = await transforms.fromModule(url);
    const loader = createLoader(dataset, { batchSize: 4, transform, workers: 2 });
    const read = async () => {
      for await (const batch of loader.epoch(0)) expect(batch.labels).toHaveLength(4);
    };
    await expect(read()).rejects.toMatchObject({ code: 'DATA_WORKER_FAILED' });
    await expect(read()).rejects.toThrow('one that ended with code 3');
    await loader.close();
  });

  it('ends what is under way when it is closed, and starts again when asked', async () => {
    const loader = createLoader(digits({ split: 'test' }), { batchSize: 8, workers: 1 });
    const batches = loader.epoch(0)[Symbol.asyncIterator]();
    await batches.next();
    await loader.close();
    const rest = (async () => {
      while (!(await batches.next()).done);
    })();
    await expect(rest).rejects.toMatchObject({ code: 'DATA_CLOSED' });
    expect((await loader.epoch(0)[Symbol.asyncIterator]().next()).done).toBe(false);
    await loader.close();
  });

  it('says at once that a function cannot go to workers, and takes it in a module', async () => {
    const own: transforms.Transform = (sample) => sample;
    expect(() => createLoader(dataset, { batchSize: 1, workers: 1, transform: own })).toThrow(
      expect.objectContaining({ code: 'DATA_WORKER_FAILED' }),
    );
    const url = await module(
      'export default ({ value }) => (sample) => ({ ...sample, pixels: sample.pixels.map(() => value) });',
    );
    const transform = transforms.compose(
      transforms.centerCrop(3),
      await transforms.fromModule(url, { value: 7 }),
    );
    const [first] = await collect(dataset, { batchSize: 2, transform, workers: 1 });
    expect([...first!.images]).toEqual(new Array(2 * 27).fill(7));
    await expect(transforms.fromModule(join(folder, 'nothing.mjs'))).rejects.toMatchObject({
      code: 'DATA_CANNOT_READ',
    });
  });

  it('keeps several views of a sample side by side', async () => {
    const transform = transforms.compose(transforms.resize({ size: 12 }), transforms.tenCrop(8));
    const [batch] = await collect(dataset, { batchSize: 4, transform, workers: 1 });
    expect(batch).toMatchObject({ views: 10, shape: [40, 8, 8, 3], indices: Int32Array.of(0, 1, 2, 3) });
  });

  it('keeps to its memory', async () => {
    const options = { batchSize: 4, transform: transforms.centerCrop(32), workers: 1 };
    const bytes = 4 * 32 * 32 * 3;
    await expect(collect(dataset, { ...options, memory: 2 * bytes })).rejects.toThrow('for memory');
    expect(await collect(dataset, { ...options, memory: 4 * bytes })).toHaveLength(6);
  });
});

describe('createLoader of a stream', () => {
  const stream = (length: number | undefined, given: number): StreamDataset => ({
    ...dataset,
    length,
    async *stream({ skip }) {
      for (let index = skip; index < given; index++) yield { ...(await dataset.get(index)), index };
    },
  });
  const options = { batchSize: 5, transform: transforms.resize({ size: [4, 4] }), workers: 1 };

  it('gives what the same samples give by their index', async () => {
    expect(await collect(stream(SAMPLES, SAMPLES), options)).toEqual(await collect(dataset, options));
    expect(await collect(stream(undefined, SAMPLES), { ...options, length: 10 })).toHaveLength(2);
    expect(await collect(stream(SAMPLES, SAMPLES), options, { start: 2 })).toEqual(
      await collect(dataset, options, { start: 2 }),
    );
  });

  it('says when its length is needed, and when it ends too soon', async () => {
    expect(() => createLoader(stream(undefined, 9), options)).toThrow('for length');
    await expect(collect(stream(SAMPLES, 9), options)).rejects.toMatchObject({
      code: 'DATA_STREAM_TOO_SHORT',
    });
  });
});
