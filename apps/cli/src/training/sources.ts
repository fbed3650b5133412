import { batchTransforms, createLoader, type Loader } from '@resnext/data';
import type { BatchSource } from '@resnext/trainer';
import type { Context } from '../context.ts';
import { checkFit, openDataset, openSplit } from '../datasets.ts';
import { noteSkipped } from '../datasets/noteSkipped.ts';
import type { LoadingOptions } from '../options/data.ts';
import type { Recipe } from './recipe.ts';

/** Test images are judged in batches of this size: large enough to be fast, small enough for any memory. */
const TEST_BATCH = 128;

export interface Sources {
  readonly training: BatchSource;
  readonly validation: BatchSource;
  /** Ends what loads them, and says which images were skipped. */
  close(): Promise<void>;
}

/** The batches that a recipe trains and is judged on. */
export async function openSources(
  recipe: Recipe,
  loading: LoadingOptions,
  context: Context,
): Promise<Sources> {
  const { model, batchSize, microBatch = batchSize, seed } = recipe;
  const dataset = await openDataset(recipe.dataset, recipe, model, context);
  const [learnt, judged] = [await openSplit(dataset, 'train'), await openSplit(dataset, 'test')];
  checkFit(model, learnt);
  checkFit(model, judged);
  const { augmented, plain } = dataset.prepare(model);
  const workers = loading.workers ?? recipe.workers ?? dataset.workers;
  const training = createLoader(learnt, {
    workers,
    onBadImage: loading.onBadImage,
    batchSize: microBatch,
    shuffle: true,
    seed,
    transform: recipe.augment ? augmented : plain,
    batchTransform: mixing(recipe),
  });
  // Epochs are compared by all images or not at all: a bad one among these is always an error.
  const validation = createLoader(judged, { batchSize: TEST_BATCH, transform: plain, workers });
  return {
    training: limited(training, recipe.limitTrainBatches, microBatch),
    validation: limited(validation, recipe.limitValBatches, TEST_BATCH),
    async close() {
      await Promise.all([training.close(), validation.close()]);
      noteSkipped(training.skipped, context);
    },
  };
}

/** How the images of a batch are mixed: in each batch in one of the ways that the recipe has. */
function mixing({ mixup, cutmix, model: { classes } }: Recipe) {
  const ways = [
    ...(mixup > 0 ? [batchTransforms.mixup({ classes, alpha: mixup })] : []),
    ...(cutmix > 0 ? [batchTransforms.cutmix({ classes, alpha: cutmix })] : []),
  ];
  return ways.length > 1 ? batchTransforms.randomChoice(...ways) : ways[0];
}

/** The first batches of each epoch alone. */
function limited(source: Loader, most: number | undefined, batchSize: number): BatchSource {
  if (most === undefined || most >= source.batchesPerEpoch) return source;
  return {
    length: most * batchSize,
    batchesPerEpoch: most,
    async *epoch(epoch, { start = 0 } = {}) {
      let left = most - start;
      if (left <= 0) return;
      for await (const batch of source.epoch(epoch, { start })) {
        yield batch;
        if (--left === 0) return;
      }
    },
  };
}
