import type { BatchTransform } from '../batchTransforms/batchTransform.ts';
import { checkChoice, checkInteger, checkNumber, invalidOption } from '../check.ts';
import type { Dataset, StreamDataset } from '../datasets/dataset.ts';
import type { AnyTransform } from '../transforms/transform.ts';
import type { Batch } from './batch.ts';
import { entriesOf, streamedEntriesOf } from './entries.ts';
import { epochBatches } from './epochBatches.ts';
import { inThisThread, type Executor } from './executor.ts';
import { describePipeline, type Entry, type Pipeline } from './pipeline.ts';
import { probeLayout } from './probeLayout.ts';
import type { SampleLayout } from './sampleLayout.ts';
import { batchesAhead, SlotPool } from './slots.ts';
import type { SkippedImage } from './task.ts';
import { startWorkers } from './workers/workerPool.ts';

/** How {@link createLoader} forms batches. */
export interface LoaderOptions {
  /** Samples in a batch; the last batch of an epoch holds what is left. */
  batchSize: number;
  /** Whether every epoch has an order of its own. Default false: the dataset's order. */
  shuffle?: boolean;
  /** What the orders and the transforms' choices follow from. Default 0. */
  seed?: number;
  /** Applied to each sample; its generator depends on the seed, the epoch and the sample's index, on nothing else. */
  transform?: AnyTransform;
  /** Applied to each batch, such as `batchTransforms.mixup`. */
  batchTransform?: BatchTransform;
  /** Whether a last batch that is not full is left out. Default false. */
  dropLast?: boolean;
  /** How many threads read, decode and transform. Default 0: this thread does. */
  workers?: number;
  /** How many batches are made ahead of the one asked for, if there are workers. Default 4. */
  prefetch?: number;
  /** The most bytes that all batches may take together; fewer are made ahead to keep to it. Default 1 GiB. */
  memory?: number;
  /** Which of the processes that share an epoch this one is. Default 0. */
  rank?: number;
  /**
   * How many processes share an epoch; each takes every `world`-th sample of its order, of which some may have one more
   * than others. With `dropLast` all have the same number of batches. Default 1.
   */
  world?: number;
  /**
   * What happens when an image does not decode: `fail` throws; `skip` makes the batch smaller and adds the image to
   * {@link Loader.skipped}. A file that cannot be read is always an error. Default `fail`.
   */
  onBadImage?: 'fail' | 'skip';
  /** For a stream that does not know its length: how many samples this process takes of it in an epoch. */
  length?: number;
  /**
   * Whether the memory of batches is used again, so that a batch is valid until the next but one is asked for. Default
   * true; otherwise each batch belongs to the receiver.
   */
  reuse?: boolean;
}

/** Batches of a dataset, epoch by epoch. */
export interface Loader {
  /** How many batches an epoch yields. */
  readonly batchesPerEpoch: number;
  /** How many samples an epoch yields, bad images included. */
  readonly length: number;
  /** The images that were left out so far, in the order in which they were met. */
  readonly skipped: readonly SkippedImage[];
  /**
   * The batches of epoch `n`, counted from 0, from batch `start` on. Any epoch can be asked for at any time, in any
   * order, and gives the same batches again, whatever the number of workers: a place in a training is an epoch and the
   * number of batches that are done.
   *
   * @throws {DataError} `DATA_INVALID_OPTION`, `DATA_SHAPE_MISMATCH`, `DATA_WORKER_FAILED`, `DATA_BAD_IMAGES`,
   * `DATA_STREAM_TOO_SHORT`, or what the dataset, decoding and the transform throw
   */
  epoch(n: number, options?: { start?: number }): AsyncIterable<Batch>;
  /** Ends the workers; iterations that are under way end with `DATA_CLOSED`. An epoch asked for later starts new ones. */
  close(): Promise<void>;
}

/**
 * Draws batches from a dataset, in order or shuffled, the same for the same seed.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`, or `DATA_WORKER_FAILED` if workers cannot make the transform
 */
export function createLoader(dataset: Dataset | StreamDataset, options: LoaderOptions): Loader {
  const settings = checkOptions(options);
  const { batchSize, workers, rank, skipsBadImages, reuse } = settings;
  const length = samplesOfRank(dataset, settings, options.length);
  const batchesPerEpoch = Math.ceil(length / batchSize);
  const openEpoch = isStream(dataset)
    ? streamedEntriesOf(dataset, { ...settings, length })
    : entriesOf(dataset, { ...settings, length });
  const pipeline: Pipeline = { ...settings, channels: dataset.channels };
  // Whoever passes what workers cannot make hears of it now.
  if (workers > 0) describePipeline(pipeline);

  const skipped: SkippedImage[] = [];
  let executor: Executor | undefined;
  let memory: Memory | undefined;

  function runningExecutor(): Executor {
    if (executor === undefined || executor.isOver) {
      executor = workers > 0 ? startWorkers(workers, pipeline) : inThisThread(pipeline);
    }
    return executor;
  }

  function allocate(layout: SampleLayout, isShared: boolean): Memory {
    const classes = pipeline.batchTransform?.classes ?? 0;
    const request = { layout, capacity: Math.min(batchSize, length), classes };
    // This thread does nothing ahead: it would only do it later, when there is something else to do.
    const ahead = workers > 0 ? batchesAhead(request, settings) : 1;
    return { slots: new SlotPool(request, { isShared }), ahead };
  }

  async function* batches(epoch: number, start: number): AsyncGenerator<Batch, void> {
    const samplesOf = (batch: number) => Math.min(batchSize, length - batch * batchSize);
    const executor = runningExecutor();
    const source = openEpoch(epoch, start * batchSize);
    try {
      let first: Promise<readonly Entry[]> | undefined;
      if (memory === undefined) {
        first = source.take(samplesOf(start));
        const layout = await probeLayout(await first, epoch, { executor, skipsBadImages });
        memory ??= allocate(layout, executor.needsSharedMemory);
      }
      const made = epochBatches({
        epoch,
        start,
        end: batchesPerEpoch,
        samplesOf,
        take(samples) {
          const entries = first ?? source.take(samples);
          first = undefined;
          return entries;
        },
        executor,
        ...memory,
        chunk: Math.ceil(batchSize / Math.max(workers, Math.ceil(batchSize / CHUNK))),
        rank,
        skipsBadImages,
        onSkipped: (images) => skipped.push(...images),
      });
      if (reuse) yield* made;
      else for await (const batch of made) yield copyOf(batch);
    } finally {
      await source.close();
    }
  }

  return {
    batchesPerEpoch,
    length,
    skipped,
    epoch(n, { start = 0 } = {}) {
      checkInteger('epoch', n, { min: 0 });
      checkInteger('start', start, { min: 0, max: batchesPerEpoch });
      return start === batchesPerEpoch ? nothing() : batches(n, start);
    },
    async close() {
      const closing = executor;
      executor = undefined;
      await closing?.close();
    },
  };
}

/** How many samples a worker gets at a time, at most: few enough for all workers to end at about the same time. */
const CHUNK = 16;

interface Memory {
  readonly slots: SlotPool;
  readonly ahead: number;
}

function checkOptions(options: LoaderOptions) {
  const {
    batchSize,
    shuffle = false,
    seed = 0,
    transform,
    batchTransform,
    dropLast = false,
    workers = 0,
    prefetch = 4,
    memory,
    rank = 0,
    world = 1,
    onBadImage = 'fail',
    reuse = true,
  } = options;
  checkInteger('batchSize', batchSize, { min: 1 });
  checkInteger('seed', seed);
  checkInteger('workers', workers, { min: 0 });
  checkInteger('prefetch', prefetch, { min: 1 });
  checkInteger('world', world, { min: 1 });
  checkInteger('rank', rank, { min: 0, max: world - 1 });
  if (memory !== undefined) checkNumber('memory', memory, { min: 1 });
  const skipsBadImages = checkChoice('onBadImage', onBadImage, ['fail', 'skip']) === 'skip';
  return {
    ...{ batchSize, shuffle, seed, transform, batchTransform, dropLast },
    ...{ workers, prefetch, memory, rank, world, skipsBadImages, reuse },
  };
}

/** How many samples of an epoch one of several processes takes. */
function samplesOfRank(
  dataset: Dataset | StreamDataset,
  { batchSize, dropLast, rank, world }: ReturnType<typeof checkOptions>,
  ownLength: number | undefined,
): number {
  if (ownLength !== undefined) checkInteger('length', ownLength, { min: 1 });
  const samples = dataset.length;
  if (ownLength === undefined && samples === undefined) {
    throw invalidOption(
      'length',
      `the number of samples an epoch, which ${dataset.name} does not know,`,
      ownLength,
    );
  }
  const all = ownLength ?? (dropLast ? Math.floor(samples! / world) : Math.ceil((samples! - rank) / world));
  const length = dropLast ? all - (all % batchSize) : all;
  if (length > 0) return length;
  if (dropLast)
    throw invalidOption('batchSize', `at most ${all}, since dropLast leaves out what is smaller,`, batchSize);
  throw invalidOption('world', `at most ${samples}, so that every process has a sample,`, world);
}

function isStream(dataset: Dataset | StreamDataset): dataset is StreamDataset {
  return 'stream' in dataset;
}

async function* nothing(): AsyncGenerator<Batch, void> {}

/** A batch that belongs to whoever receives it. */
function copyOf({ images, labels, indices, targets, ...rest }: Batch): Batch {
  return {
    ...rest,
    images: images.slice(),
    labels: labels.slice(),
    indices: indices.slice(),
    ...(targets && { targets: targets.slice() }),
  };
}
