import type { EvaluateOptions, Merge, Report } from '@resnext/evaluator';
import type { Model } from '@resnext/zoo';
import type { Context } from '../context.ts';
import {
  checkChannels,
  checkFit,
  openDataset,
  openSplit,
  type DatasetName,
  type DataSource,
} from '../datasets.ts';
import { noteSkipped } from '../datasets/noteSkipped.ts';
import { CliError } from '../errors.ts';
import { sourceOf, type LoadingOptions } from '../options/data.ts';
import { startProgress } from '../output/progress.ts';
import { describeSamples } from './describeSamples.ts';
import { openEvaluationJournal } from './openJournal.ts';
import { readLabelMap } from './readLabelMap.ts';
import { loadViews, viewPredictor, type ViewOptions } from './views.ts';

export interface MeasureOptions extends DataSource, LoadingOptions, ViewOptions {
  readonly weights: string;
  readonly dataset: DatasetName;
  readonly batchSize: number;
  readonly labelMap?: string;
  readonly allowOtherCount?: boolean;
  readonly confidence?: number;
  readonly seed: number;
  /** False with --no-records. */
  readonly records: boolean;
  readonly resume?: boolean;
  /** Whether the worst samples are to be seen. */
  readonly pictures: boolean;
}

/** Judges a model on the images of a dataset, and keeps what is done for an evaluation that is interrupted. */
export async function measure(model: Model, options: MeasureOptions, context: Context): Promise<Report> {
  const { evaluate } = await import('@resnext/evaluator');
  const { pause } = await import('../pause.ts');
  const { row } = model;
  const { weights, batchSize, onBadImage, resume = false } = options;
  const source = sourceOf(options);
  // Another map of labels, other classes than the model's.
  const wanted = options.labelMap === undefined ? row : { channels: row.channels };
  const dataset = await openDataset(options.dataset, source, wanted, context);
  const test = await openSplit(dataset, 'test');
  const labelMap = options.labelMap === undefined ? undefined : await readLabelMap(options.labelMap, test);
  if (labelMap === undefined) checkFit(row, test);
  else checkChannels(row, test);

  const workers = options.workers ?? dataset.workers;
  const loader = loadViews(test, dataset, row, { ...options, workers });
  const journal = await openEvaluationJournal(
    { weights, settings: { row, source, batchSize, onBadImage, ...protocolOf(options), version: 1 } },
    { resume, context },
  ).catch(async (error: unknown) => {
    await loader.close();
    throw error;
  });
  const done = journal?.batches.length ?? 0;
  const seen = journal?.seen ?? 0;
  if (done > 0) context.stderr.write(`note: going on after ${seen} of ${loader.length} images\n`);
  const progress = startProgress(context.stderr, 'evaluating', loader.length);
  progress.update(seen);

  const settings: EvaluateOptions = {
    classes: row.classes,
    classNames: labelMap?.classes ? test.classNames : (row.classNames ?? test.classNames),
    expectedSamples: loader.length,
    allowOtherCount: options.allowOtherCount ?? onBadImage === 'skip',
    labelMap,
    records: options.records,
    confidence: options.confidence,
    seed: options.seed,
    journal,
    about: { model: row.name, weights, dataset: options.dataset },
    describeSample: options.pictures ? describeSamples(test) : undefined,
    onBatch: ({ samples, top1 }) => progress.update(samples, `top-1 ${top1.toFixed(2)} %`),
  };
  const { tenCrop, scales, merge = 'logits' } = options;
  const predict = viewPredictor(model, scales?.length ?? 1, merge);
  try {
    const report = await evaluate(
      async (batch) => {
        await pause(context.signal);
        return predict(batch);
      },
      loader.batches(done),
      settings,
    );
    const before = Math.min(done * batchSize, loader.length) - seen;
    if (!options.allowOtherCount) {
      requireAll(report.samples + report.skippedSamples + loader.skipped.length + before, loader.length);
    }
    await journal?.remove();
    progress.stop();
    noteSkipped(loader.skipped, context);
    const protocol = {
      views: (tenCrop ? 10 : 1) * (scales?.length ?? 1),
      merge,
      scales: scales && [...scales],
    };
    const skipped = loader.skipped.map(({ name, reason }) => ({ name, reason }));
    return { ...report, protocol, ...(skipped.length > 0 && { skipped }) };
  } catch (error) {
    await journal?.close();
    progress.stop();
    if (context.signal.aborted && journal) {
      context.stderr.write('note: the same command with --resume goes on where this one stopped\n');
    }
    throw error;
  } finally {
    progress.stop();
    await loader.close();
  }
}

/** What the figures depend on, beside the model and the images. */
function protocolOf({ dataset, labelMap, tenCrop, scales, merge }: MeasureOptions): {
  dataset: DatasetName;
  labelMap?: string;
  tenCrop?: boolean;
  scales?: readonly number[];
  merge?: Merge;
} {
  return { dataset, labelMap, tenCrop, scales, merge };
}

/** Each image is judged or known to be left out: fewer of them would pass for better ones. */
function requireAll(seen: number, expected: number): void {
  if (seen === expected) return;
  throw new CliError(`expected ${expected} images to judge but received ${seen}: has the dataset changed?`);
}
