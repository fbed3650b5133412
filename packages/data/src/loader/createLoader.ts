import { checkInteger, invalidOption } from '../check.ts';
import type { Dataset, Sample } from '../datasets/dataset.ts';
import { Random } from '../random/random.ts';
import { shuffledIndices } from '../random/shuffle.ts';
import type { Transform } from '../transforms/transform.ts';
import { collate, type Batch } from './batch.ts';

/** How {@link createLoader} forms batches. */
export interface LoaderOptions {
  /** Samples in a batch; the last batch of an epoch holds what is left. */
  batchSize: number;
  /** Whether every epoch has an order of its own. Default false: the dataset's order. */
  shuffle?: boolean;
  /** What the orders and the transforms' choices follow from. Default 0. */
  seed?: number;
  /** Applied to each sample; its generator depends on the seed, the epoch and the sample's index, on nothing else. */
  transform?: Transform;
  /** Whether a last batch that is not full is left out. Default false. */
  dropLast?: boolean;
}

/** Batches of a dataset, epoch by epoch. */
export interface Loader {
  /** How many batches an epoch yields. */
  readonly batchesPerEpoch: number;
  /** How many samples an epoch yields. */
  readonly length: number;
  /**
   * The batches of epoch `n`, counted from 0. Any epoch can be asked for at any time, in any order, and gives the same
   * batches again. Each batch is newly allocated and belongs to the receiver.
   *
   * @throws {DataError} `DATA_INVALID_OPTION`, `DATA_SHAPE_MISMATCH`, or what the dataset throws
   */
  epoch(n: number): AsyncIterable<Batch>;
}

/**
 * Draws batches from a dataset, in order or shuffled, the same for the same seed.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function createLoader(dataset: Dataset, options: LoaderOptions): Loader {
  const { shuffle = false, seed = 0, transform, dropLast = false } = options;
  const batchSize = checkInteger('batchSize', options.batchSize, { min: 1 });
  checkInteger('seed', seed);
  if (dropLast && dataset.length < batchSize) {
    throw invalidOption(
      'batchSize',
      `at most ${dataset.length}, since dropLast leaves out what is smaller,`,
      batchSize,
    );
  }
  const length = dropLast ? dataset.length - (dataset.length % batchSize) : dataset.length;

  async function loadSample(index: number, epoch: number): Promise<Sample> {
    const sample = await dataset.get(index);
    return transform === undefined ? sample : transform(sample, Random.from(seed, epoch, index));
  }

  async function* epochBatches(epoch: number): AsyncGenerator<Batch> {
    const order = shuffle
      ? shuffledIndices(dataset.length, Random.from(seed, epoch))
      : Int32Array.from({ length: dataset.length }, (_, index) => index);
    for (let start = 0; start < length; start += batchSize) {
      const indices = order.slice(start, Math.min(start + batchSize, length));
      const samples = await Promise.all(Array.from(indices, (index) => loadSample(index, epoch)));
      yield collate(samples, indices);
    }
  }

  return {
    batchesPerEpoch: Math.ceil(length / batchSize),
    length,
    epoch: (n) => epochBatches(checkInteger('epoch', n, { min: 0 })),
  };
}
