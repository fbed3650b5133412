import { createLoader, type AnyTransform, type Batch, type Loader } from '@resnext/data';
import { mergeViews, multiView, type Merge, type Predictor } from '@resnext/evaluator';
import { predict, type Model, type ModelRow } from '@resnext/zoo';
import type { LabelledImages, OpenDataset } from '../datasets.ts';
import { CliError } from '../errors.ts';

/** Which views of an image are shown to the model. */
export interface ViewOptions {
  /** Four corners, the centre, and their mirror images. */
  readonly tenCrop?: boolean;
  /** Sides of the input in pixels, one after the other. Default: the model's own. */
  readonly scales?: readonly number[];
  readonly merge?: Merge;
}

/** How a dataset is read. */
interface Reading {
  readonly batchSize: number;
  readonly workers: number;
  readonly onBadImage: 'fail' | 'skip';
}

/** The same samples at every scale. */
export interface Views {
  readonly labels: Int32Array;
  readonly indices: Int32Array;
  readonly scales: readonly Batch[];
}

/** A loader for each scale, side by side. */
export interface ViewLoader {
  readonly length: number;
  readonly skipped: Loader['skipped'];
  batches(start: number): AsyncGenerator<Views>;
  close(): Promise<void>;
}

export function loadViews(
  images: LabelledImages,
  { prepare }: OpenDataset,
  row: ModelRow,
  { tenCrop, scales, ...reading }: ViewOptions & Reading,
): ViewLoader {
  const transforms = (scales ?? [undefined]).map((side) => transformOf(prepare, row, { side, tenCrop }));
  const loaders = transforms.map((transform) => createLoader(images, { ...reading, transform }));
  const [first] = loaders;
  return {
    length: first!.length,
    skipped: first!.skipped,
    async *batches(start) {
      const others = loaders.slice(1).map((loader) => loader.epoch(0, { start })[Symbol.asyncIterator]());
      for await (const batch of first!.epoch(0, { start })) {
        const rest = await Promise.all(others.map((iterator) => iterator.next()));
        const scales = [batch, ...rest.map(({ value }) => value as Batch)];
        yield { labels: batch.labels, indices: batch.indices, scales };
      }
    },
    close: async () => void (await Promise.all(loaders.map((loader) => loader.close()))),
  };
}

function transformOf(
  prepare: OpenDataset['prepare'],
  row: ModelRow,
  { side, tenCrop }: { readonly side?: number; readonly tenCrop?: boolean },
): AnyTransform | undefined {
  const { inputSize, resize } = row.preprocessing;
  const scaled =
    side === undefined ? {} : { inputSize: side, resize: Math.round((side * resize) / inputSize) };
  const prepared = prepare({ ...row, preprocessing: { ...row.preprocessing, ...scaled } });
  // Only what cuts crops out has resized before.
  if ((tenCrop || side !== undefined) && prepared.tenCrop === undefined) {
    const option = tenCrop ? '--ten-crop' : '--scales';
    throw new CliError(
      `expected a dataset of larger images for ${option} but received one whose images are used whole`,
    );
  }
  return tenCrop ? prepared.tenCrop : prepared.plain;
}

/** What a model answers to all views of a batch, merged. */
export function viewPredictor(model: Model, scales: number, merge: Merge | undefined): Predictor<Views> {
  const { classes } = model.row;
  const options = { classes, merge };
  const views = Array.from({ length: scales }, (_, scale) => (batch: Views): Views => ({
    ...batch,
    scales: [batch.scales[scale]!],
  }));
  return multiView(
    async ({ scales: [shown] }: Views) =>
      mergeViews(await predict(model, shown!), { views: shown!.views, ...options }),
    views,
    options,
  );
}
