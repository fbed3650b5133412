import { checkBatch, checkCount, checkPositiveInteger } from './check.ts';
import { EvaluatorError } from './errors.ts';
import { judge, type Judgement } from './judgement.ts';
import type { Metric } from './metrics/metric.ts';
import type { LabelMap } from './protocols/labelMap.ts';
import { mergeViews, type Merge } from './protocols/mergeViews.ts';
import type { JudgedBatch, Journal } from './records/journal.ts';
import { Recorder } from './records/records.ts';
import { REPORT_VERSION, type Report } from './report/schema.ts';
import { summariseLatency } from './statistics/latency.ts';
import { twoSidedQuantile } from './statistics/normal.ts';
import { Tally } from './tally.ts';

/** What the evaluator needs of a batch; the rest is between the batches and the predictor. */
export interface LabelledBatch {
  /** `[N]`, from 0 to the number of classes - 1, or what the map of labels takes. */
  readonly labels: Int32Array;
  /** `[N]`: which sample of its dataset each is. Default: counted from 0, as they come. */
  readonly indices?: ArrayLike<number>;
}

/** Any classifier: answers a batch of N samples with `[N, classes]` logits, or `[N, views, classes]`. */
export type Predictor<Batch extends LabelledBatch> = (batch: Batch) => Float32Array | Promise<Float32Array>;

/** How {@link evaluate} judges. */
export interface EvaluateOptions {
  /** How many classes the model knows. */
  classes: number;
  /** What the classes that are counted are called. */
  classNames?: readonly string[];
  /** How many samples the batches must hold in all, so that none is missed or counted twice. Default: any number. */
  expectedSamples?: number;
  /** Whether fewer or more samples than expected are no error; the report still shows both numbers. Default false. */
  allowOtherCount?: boolean;
  /** How many views of each sample the predictor answers, side by side, such as ten crops. Default 1. */
  views?: number;
  /** How the answers to the views become one. Default `logits`. */
  merge?: Merge;
  /** What is right for a sample. Default: its label. */
  labelMap?: LabelMap;
  /** Whether the report keeps what became of each sample, which a comparison needs: some 50 bytes each. Default true. */
  records?: boolean;
  /** How many of the worst samples the report shows. Default 24. */
  worst?: number;
  /** Called at the end for each of the worst samples: what it is called, and a picture of it as a data URL. */
  describeSample?: (index: number) => SampleDescription | Promise<SampleDescription>;
  /** Bins of the calibration. Default 15. */
  bins?: number;
  /** Of the intervals: 0.9, 0.95 or 0.99. Default 0.95. */
  confidence?: number;
  /** Of the bootstrap. Default 0. */
  seed?: number;
  /** Of the bootstrap. Default 1000. */
  resamples?: number;
  /** Further figures, by their names in the report's `extra`; samples of a journal are given to them as well. */
  metrics?: Readonly<Record<string, Metric>>;
  /** Where judged batches are kept. The batches given go on where those of the journal end. */
  journal?: Journal;
  /** What the report says of the evaluation; nothing is concluded from it. */
  about?: Pick<Report, 'model' | 'weights' | 'dataset'>;
  /** Of the report. Default: now. */
  date?: Date;
  /** Milliseconds. Default `performance.now`. */
  now?: () => number;
  /** Called after each batch. */
  onBatch?: (progress: EvaluationProgress) => void;
}

/** What people see of a sample. */
export interface SampleDescription {
  readonly name?: string;
  readonly image?: string;
}

/** How far an evaluation is. */
export interface EvaluationProgress {
  batches: number;
  samples: number;
  expectedSamples?: number;
  /** Accuracy so far, in percent. */
  top1: number;
}

/**
 * Judges a classifier on batches, each of which is seen once and may be thrown away afterwards.
 *
 * @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION`, `EVALUATOR_LOGITS_SIZE`, `EVALUATOR_LABEL_OUT_OF_RANGE`,
 * `EVALUATOR_BAD_LABEL_MAP`, `EVALUATOR_SAMPLE_COUNT`; and what the predictor, the batches or the journal throw
 */
export async function evaluate<Batch extends LabelledBatch>(
  predict: Predictor<Batch>,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  options: EvaluateOptions,
): Promise<Report> {
  const settings = resolve(options);
  const { expectedSamples, journal, now, metrics } = settings;
  const tally = new Tally(settings);
  const recorder = settings.records ? new Recorder() : undefined;
  const times: number[] = [];
  let seen = 0;

  const take = (batch: JudgedBatch): void => {
    for (const sample of batch.samples) {
      tally.add(sample);
      recorder?.add(sample);
      for (const metric of Object.values(metrics)) metric.add(sample);
    }
    times.push(batch.milliseconds);
    seen += batch.seen;
  };

  for (const batch of journal?.batches ?? []) take(batch);
  for await (const batch of batches) {
    const start = now();
    const answer = await predict(batch);
    const milliseconds = now() - start;
    const judged = {
      samples: judgeBatch(batch, answer, seen, settings),
      milliseconds,
      seen: batch.labels.length,
    };
    // A batch of one too many is not taken in: batches without end must not be judged for ever.
    if (!settings.allowOtherCount && seen + judged.seen > (expectedSamples ?? Infinity)) {
      throw unexpectedCount(expectedSamples, `${seen + judged.seen} or more`);
    }
    await journal?.append(judged);
    take(judged);
    options.onBatch?.({ batches: times.length, samples: seen, expectedSamples, top1: tally.top1 });
  }

  const isAsExpected = expectedSamples === undefined || settings.allowOtherCount || seen === expectedSamples;
  if (!isAsExpected || seen === 0) throw unexpectedCount(expectedSamples, String(seen));
  if (tally.samples === 0) throw nothingLeft(seen);

  const { worst, ...figures } = tally.result();
  const milliseconds = times.reduce((sum, time) => sum + time, 0);
  return {
    schemaVersion: REPORT_VERSION,
    date: (options.date ?? new Date()).toISOString(),
    ...options.about,
    protocol: { views: settings.views, merge: settings.merge },
    samples: tally.samples,
    expectedSamples,
    skippedSamples: seen - tally.samples,
    classes: settings.classes,
    classNames: settings.classNames && [...settings.classNames],
    ...figures,
    timing: {
      milliseconds,
      samplesPerSecond: (1000 * seen) / milliseconds,
      batches: times.length,
      latency: summariseLatency(times),
    },
    worst: await Promise.all(
      worst.map(async (sample) => ({ ...sample, ...(await options.describeSample?.(sample.index)) })),
    ),
    extra: options.metrics && mapValues(options.metrics, (metric) => metric.result()),
    records: recorder?.result() as Report['records'],
  };
}

type Settings = ReturnType<typeof resolve>;

/** The options with their defaults; `classes` are those that are counted, `modelClasses` those of the model. */
function resolve(options: EvaluateOptions) {
  const { labelMap, expectedSamples, classNames } = options;
  const modelClasses = checkPositiveInteger('classes', options.classes);
  const classes = labelMap?.classes?.length ?? modelClasses;
  for (const each of labelMap?.classes ?? []) {
    if (each >= modelClasses) {
      throw new EvaluatorError(
        'EVALUATOR_BAD_LABEL_MAP',
        `expected classes from 0 to ${modelClasses - 1}, those of the model, but received ${each}: ` +
          'check that the map of labels is for this model',
      );
    }
  }
  if (classNames !== undefined && classNames.length !== classes) {
    throw new EvaluatorError(
      'EVALUATOR_INVALID_OPTION',
      `expected ${classes} names for classNames but received ${classNames.length}: name every class that is counted`,
    );
  }
  if (expectedSamples !== undefined) checkPositiveInteger('expectedSamples', expectedSamples);
  twoSidedQuantile(options.confidence ?? 0.95);
  return {
    modelClasses,
    classes,
    classNames,
    expectedSamples,
    allowOtherCount: options.allowOtherCount ?? false,
    labelMap,
    views: checkPositiveInteger('views', options.views ?? 1),
    merge: options.merge ?? 'logits',
    records: options.records ?? true,
    worst: checkCount('worst', options.worst ?? 24),
    bins: options.bins ?? 15,
    confidence: options.confidence ?? 0.95,
    seed: options.seed ?? 0,
    resamples: options.resamples ?? 1000,
    metrics: options.metrics ?? {},
    journal: options.journal,
    now: options.now ?? (() => performance.now()),
  };
}

/** @param seen - how many samples came before this batch */
function judgeBatch(
  { labels, indices }: LabelledBatch,
  answer: Float32Array,
  seen: number,
  { views, merge, modelClasses, classes, labelMap }: Settings,
): Judgement[] {
  checkBatch(answer, labels, modelClasses, { views, anyLabel: labelMap !== undefined });
  const logits = mergeViews(answer, { views, classes: modelClasses, merge });
  const chosen = labelMap?.classes && new Float32Array(classes);
  const judgements: Judgement[] = [];
  for (const [place, label] of labels.entries()) {
    const index = indices?.[place] ?? seen + place;
    const accepted = labelMap === undefined ? [label] : labelMap.accepted(label, index);
    if (accepted.length === 0) continue;
    checkAccepted(accepted, classes, index);
    const row = logits.subarray(place * modelClasses, (place + 1) * modelClasses);
    chosen?.forEach((_, position) => (chosen[position] = row[labelMap!.classes![position]!]!));
    judgements.push(judge(index, chosen ?? row, accepted));
  }
  return judgements;
}

function checkAccepted(accepted: readonly number[], classes: number, index: number): void {
  for (const each of accepted) {
    if (Number.isInteger(each) && each >= 0 && each < classes) continue;
    throw new EvaluatorError(
      'EVALUATOR_BAD_LABEL_MAP',
      `expected a class from 0 to ${classes - 1} for sample ${index} but received ${each}: ` +
        'check that the map of labels is for this model',
    );
  }
}

function unexpectedCount(expected: number | undefined, received: string): EvaluatorError {
  return new EvaluatorError(
    'EVALUATOR_SAMPLE_COUNT',
    `expected ${expected ?? 'at least 1'} for the number of samples but received ${received}: ` +
      'check that the batches hold each sample once, with none left out',
  );
}

function nothingLeft(seen: number): EvaluatorError {
  return new EvaluatorError(
    'EVALUATOR_SAMPLE_COUNT',
    `expected at least 1 sample that the map of labels does not leave out but received ${seen} that it does: ` +
      'check that it is that of this dataset',
  );
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
