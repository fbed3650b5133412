import type { Dataset, StreamDataset } from '../datasets/dataset.ts';
import { DataError } from '../errors.ts';
import { Random } from '../random/random.ts';
import { shuffledIndices } from '../random/shuffle.ts';
import type { Entry } from './pipeline.ts';

/** Which samples an epoch has, in which order, for which of several processes. */
export interface EntryOptions {
  readonly shuffle: boolean;
  readonly seed: number;
  readonly rank: number;
  readonly world: number;
  /** How many samples this process takes of an epoch. */
  readonly length: number;
}

/** The samples of an epoch in order, a given number at a time. */
export type EntrySource = (samples: number) => Promise<readonly Entry[]>;

/** Opens an epoch of a dataset, `skip` samples after its beginning. */
export interface OpenEpoch {
  (epoch: number, skip: number): { take: EntrySource; close(): Promise<void> };
}

/** Samples by their index: `rank` takes every `world`-th of the epoch's order. */
export function entriesOf(dataset: Dataset, options: EntryOptions): OpenEpoch {
  const { shuffle, seed, rank, world } = options;
  return (epoch, skip) => {
    const order = shuffle ? shuffledIndices(dataset.length, Random.from(seed, epoch)) : undefined;
    let next = skip;
    return {
      take(samples) {
        const places = Array.from({ length: samples }, () => rank + world * next++);
        return Promise.all(
          places.map(async (place) => {
            const index = order?.[place] ?? place;
            return { index, item: await dataset.get(index) };
          }),
        );
      },
      close: async () => {},
    };
  };
}

/** Samples as a stream gives them, which also splits them between processes. */
export function streamedEntriesOf(dataset: StreamDataset, options: EntryOptions): OpenEpoch {
  const { shuffle, seed, rank, world, length } = options;
  return (epoch, skip) => {
    const items = dataset.stream({ epoch, seed, shuffle, rank, world, skip })[Symbol.asyncIterator]();
    let given = skip;
    // Batches are asked for ahead of time, but a stream is read by one at a time.
    let last: Promise<unknown> = Promise.resolve();

    async function take(samples: number): Promise<readonly Entry[]> {
      const entries: Entry[] = [];
      while (entries.length < samples) {
        const next = await items.next();
        if (next.done) throw tooShort(given + entries.length);
        const { index, ...item } = next.value;
        entries.push({ index, item });
      }
      given += samples;
      return entries;
    }

    function tooShort(received: number): DataError {
      return new DataError(
        'DATA_STREAM_TOO_SHORT',
        `expected ${length} samples an epoch for ${dataset.name} but received ${received}: pass their number as ` +
          'length, or check that no shard is missing',
      );
    }

    return {
      take(samples) {
        const taken = last.then(() => take(samples));
        last = taken.catch(() => {});
        return taken;
      },
      close: async () => void (await items.return?.()),
    };
  };
}
