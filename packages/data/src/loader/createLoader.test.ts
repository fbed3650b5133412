import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../datasets/dataset.ts';
import type { Sample } from '../datasets/sample.ts';
import { digits } from '../datasets/digits.ts';
import * as transforms from '../transforms/index.ts';
import type { Batch } from './batch.ts';
import { createLoader, type Loader, type LoaderOptions } from './createLoader.ts';

async function collect(loader: Loader, epoch: number) {
  const batches = [];
  for await (const batch of loader.epoch(epoch)) batches.push(batch);
  return batches;
}

/** A dataset of one-pixel samples, of which every other one takes its time. */
function numbers(length: number): Dataset {
  const sample = (index: number): Sample => ({
    pixels: Float32Array.of(index / length),
    height: 1,
    width: 1,
    channels: 1,
    label: index % 3,
  });
  return {
    name: 'numbers',
    length,
    classNames: ['a', 'b', 'c'],
    channels: 1,
    shape: [1, 1, 1],
    get: (index) => (index % 2 === 0 ? sample(index) : Promise.resolve(sample(index))),
  };
}

describe('createLoader', () => {
  it('yields every sample once, with its own label, in as many batches as it says', async () => {
    const size = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(size, size, fc.boolean(), fc.nat(5), async (length, batchSize, shuffle, epoch) => {
        const dataset = numbers(length);
        const loader = createLoader(dataset, { batchSize, shuffle, reuse: false });
        const batches = await collect(loader, epoch);
        expect(batches.length).toBe(loader.batchesPerEpoch);
        const indices = batches.flatMap((batch) => [...batch.indices]);
        expect(indices.length).toBe(loader.length);
        expect([...indices].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, index) => index));
        if (!shuffle) expect(indices).toEqual(Array.from({ length }, (_, index) => index));
        expect(batches.flatMap((batch) => [...batch.labels])).toEqual(indices.map((index) => index % 3));
        expect(batches.flatMap((batch) => [...batch.images])).toEqual(
          indices.map((index) => Math.fround(index / length)),
        );
      }),
    );
  });

  it('leaves out the last batch that is not full', async () => {
    const loader = createLoader(numbers(10), { batchSize: 4, dropLast: true, reuse: false });
    expect([loader.length, loader.batchesPerEpoch]).toEqual([8, 2]);
    expect((await collect(loader, 0)).map((batch) => batch.shape)).toEqual([
      [4, 1, 1, 1],
      [4, 1, 1, 1],
    ]);
  });

  it('repeats an epoch exactly, and orders each seed and epoch differently', async () => {
    const loader = (seed: number) => createLoader(numbers(50), { batchSize: 50, shuffle: true, seed });
    const order = async (seed: number, epoch: number) =>
      (await collect(loader(seed), epoch))[0]!.indices.join();
    expect(await order(1, 0)).toBe(await order(1, 0));
    expect(new Set([await order(1, 0), await order(1, 1), await order(2, 0)]).size).toBe(3);
  });

  it('augments a sample by the seed, the epoch and its index alone', async () => {
    const dataset = digits({ split: 'test' });
    const transform = transforms.compose(
      transforms.randomAffine({ degrees: 10, scale: [0.9, 1.1] }),
      transforms.randomCrop({ padding: 1 }),
    );
    const augmented = async (options: Partial<LoaderOptions>, epoch: number) => {
      const bySample: Batch['images'][] = [];
      for (const { images, indices } of await collect(
        createLoader(dataset, { batchSize: 1, transform, reuse: false, ...options }),
        epoch,
      )) {
        indices.forEach(
          (index, position) => (bySample[index] = images.slice(position * 64, (position + 1) * 64)),
        );
      }
      return bySample;
    };
    const reference = await augmented({ seed: 5 }, 2);
    expect(await augmented({ seed: 5, batchSize: 32, shuffle: true }, 2)).toEqual(reference);
    expect(await augmented({ seed: 5 }, 3)).not.toEqual(reference);
    expect(await augmented({ seed: 6 }, 2)).not.toEqual(reference);
  });

  it('passes on the error of a sample that cannot be read', async () => {
    const broken: Dataset = {
      ...numbers(3),
      get: (index) => Promise.reject(new Error(`no sample ${index}`)),
    };
    await expect(collect(createLoader(broken, { batchSize: 2 }), 0)).rejects.toThrow('no sample 0');
  });

  it.each([
    [{ batchSize: 0 }, 'an integer of at least 1 for batchSize but received 0'],
    [{ batchSize: 2.5 }, 'an integer of at least 1 for batchSize but received 2.5'],
    [{ batchSize: 1, seed: 0.5 }, 'an integer for seed but received 0.5'],
    [
      { batchSize: 11, dropLast: true },
      'at most 10, since dropLast leaves out what is smaller, for batchSize',
    ],
  ])('refuses %o', (options, message) => {
    expect(() => createLoader(numbers(10), options)).toThrow(message);
  });

  it('refuses an epoch that is none', () => {
    expect(() => createLoader(numbers(10), { batchSize: 1 }).epoch(-1)).toThrow(
      'at least 0 for epoch but received -1',
    );
  });
});
