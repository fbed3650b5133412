import { z } from 'zod';
import { merges } from '../protocols/mergeViews.ts';
import { figure, recordsSchema } from '../records/schema.ts';

/* One result object for every kind of report. A field that changes its meaning makes a new version. */

export const REPORT_VERSION = 1;

const share = z.number().min(0).max(1);
const count = z.int().nonnegative();
const interval = z.tuple([figure, figure]);
const averages = z.object({ precision: figure, recall: figure, f1: figure });

const gateResult = z.object({
  name: z.string(),
  metric: z.string(),
  level: z.enum(['error', 'warn']),
  status: z.enum(['passed', 'warned', 'failed']),
  value: figure,
  /** What was asked for, for people. */
  expected: z.string(),
  /** One sentence on how it went. */
  message: z.string(),
});

const gateOutcome = z.object({
  /** Whether no gate of level `error` failed. */
  passed: z.boolean(),
  results: z.array(gateResult),
});

const verdict = z.enum(['better', 'worse', 'noise']);

const accuracyComparison = z.object({
  /** In percent. */
  report: figure,
  baseline: figure,
  /** Points of percent, positive where the report is better; with an interval from a paired bootstrap. */
  difference: figure,
  interval,
  /** Samples that only the baseline got right. */
  lost: count,
  /** Samples that only the report got right. */
  gained: count,
  /** McNemar's exact test, two-sided. */
  pValue: figure,
  verdict,
});

const lossComparison = z.object({
  report: figure,
  baseline: figure,
  /** Negative where the report is better; with an interval from a paired bootstrap. */
  difference: figure,
  interval,
  /** Of the paired bootstrap, two-sided. */
  pValue: figure,
  verdict,
});

const comparison = z.object({
  baseline: z.object({ model: z.string().optional(), date: z.string() }),
  samples: count,
  /** The greatest p-value that is more than noise. */
  significance: share,
  top1: accuracyComparison,
  top5: accuracyComparison,
  loss: lossComparison,
});

export const reportSchema = z.object({
  schemaVersion: z.literal(REPORT_VERSION),
  /** When it was made, in ISO 8601. */
  date: z.iso.datetime(),
  model: z.string().optional(),
  /** The file of the weights. */
  weights: z.string().optional(),
  dataset: z.string().optional(),
  /** How many views of each sample were judged together, how, and at which sizes if not the model's own. */
  protocol: z.object({
    views: z.int().positive(),
    merge: z.enum(merges),
    scales: z.array(z.int().positive()).optional(),
  }),
  /** How many samples were judged. */
  samples: count,
  /** How many samples there should have been, if that was known. */
  expectedSamples: count.optional(),
  /** How many samples a map of labels left out. */
  skippedSamples: count,
  /** Samples that could not be read, and were not judged. */
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })).optional(),
  classes: z.int().positive(),
  classNames: z.array(z.string()).optional(),
  /** Accuracy in percent. */
  top1: figure,
  top5: figure,
  /** Mean cross entropy in nats. */
  loss: figure,
  intervals: z.object({
    confidence: z.number(),
    /** In percent. */
    top1: z.object({ wilson: interval, bootstrap: interval }),
    top5: z.object({ wilson: interval, bootstrap: interval }),
    loss: z.object({ bootstrap: interval }),
  }),
  macro: averages,
  weighted: averages,
  perClass: z.array(
    z.object({
      index: count,
      name: z.string().optional(),
      precision: share,
      recall: share,
      f1: share,
      support: count,
      predicted: count,
    }),
  ),
  /** The cells of the confusion matrix that are not zero; prediction -1: none. */
  confusion: z.array(z.object({ label: count, prediction: z.int().min(-1), count })),
  calibration: z.object({
    ece: figure,
    mce: figure,
    bins: z.array(z.object({ from: share, to: share, count, confidence: share, accuracy: share })),
  }),
  timing: z.object({
    /** Of all predictions together. */
    milliseconds: figure,
    samplesPerSecond: figure,
    batches: count,
    /** Milliseconds a batch. */
    latency: z.object({ mean: figure, p50: figure, p90: figure, p95: figure, p99: figure, max: figure }),
  }),
  /** The mistakes of the greatest loss, worst first. */
  worst: z.array(
    z.object({
      index: count,
      label: count,
      prediction: z.int().min(-1),
      confidence: figure,
      loss: figure,
      /** What people call the sample, such as the path of its file. */
      name: z.string().optional(),
      /** A small picture of it, as a data URL. */
      image: z
        .string()
        .regex(/^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/)
        .optional(),
    }),
  ),
  /** Figures that the caller added. */
  extra: z.record(z.string(), figure).optional(),
  records: recordsSchema.optional(),
  gates: gateOutcome.optional(),
  comparison: comparison.optional(),
});

/** How good a classifier is: the object that every report is written from. */
export type Report = z.infer<typeof reportSchema>;
/** How the gates went. */
export type GateOutcome = z.infer<typeof gateOutcome>;
export type GateResult = z.infer<typeof gateResult>;
/** Two classifiers on the same samples. */
export type Comparison = z.infer<typeof comparison>;
export type Verdict = z.infer<typeof verdict>;
export type WorstSample = Report['worst'][number];
