import { checkPositiveInteger } from './check.ts';
import { EvaluatorError } from './errors.ts';
import { CrossEntropy } from './metrics/crossEntropy.ts';
import { TopKAccuracy } from './metrics/topKAccuracy.ts';

/** What the evaluator needs of a batch; the rest is between the batches and the predictor. */
export interface LabelledBatch {
  /** `[N]`, from 0 to the number of classes - 1. */
  readonly labels: Int32Array;
}

/** Any classifier: answers a batch of N samples with `[N, classes]` logits. */
export type Predictor<Batch extends LabelledBatch> = (batch: Batch) => Float32Array | Promise<Float32Array>;

/** How {@link evaluate} judges. */
export interface EvaluateOptions {
  /** How many classes there are. */
  classes: number;
  /** How many samples the batches must hold in all, so that none is missed or counted twice. Default: any number. */
  expectedSamples?: number;
  /** Called after each batch. */
  onBatch?: (progress: EvaluationProgress) => void;
}

/** How far an evaluation is. */
export interface EvaluationProgress {
  batches: number;
  samples: number;
  expectedSamples?: number;
}

/** How good a classifier is. */
export interface Report {
  samples: number;
  /** Samples whose label has the greatest logit, in percent. */
  top1: number;
  /** Samples whose label is among the five greatest logits, in percent. */
  top5: number;
  /** Mean cross entropy, in nats. */
  loss: number;
}

/**
 * Judges a classifier on batches, each of which is seen once and may be thrown away afterwards.
 *
 * @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION`, `EVALUATOR_LOGITS_SIZE`, `EVALUATOR_LABEL_OUT_OF_RANGE`,
 * `EVALUATOR_SAMPLE_COUNT`; and what the predictor or the batches throw
 */
export async function evaluate<Batch extends LabelledBatch>(
  predict: Predictor<Batch>,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  { classes, expectedSamples, onBatch }: EvaluateOptions,
): Promise<Report> {
  checkPositiveInteger('classes', classes);
  if (expectedSamples !== undefined) checkPositiveInteger('expectedSamples', expectedSamples);
  const metrics = { top1: new TopKAccuracy(1), top5: new TopKAccuracy(5), loss: new CrossEntropy() };
  const progress: EvaluationProgress = { batches: 0, samples: 0, expectedSamples };

  for await (const batch of batches) {
    const logits = await predict(batch);
    for (const metric of Object.values(metrics)) metric.update(logits, batch.labels, classes);
    progress.batches++;
    progress.samples += batch.labels.length;
    // Batches without end must not be judged for ever.
    if (progress.samples > (expectedSamples ?? Infinity)) break;
    onBatch?.({ ...progress });
  }

  requireSamples(progress);
  return {
    samples: progress.samples,
    top1: metrics.top1.result(),
    top5: metrics.top5.result(),
    loss: metrics.loss.result(),
  };
}

function requireSamples({ samples, expectedSamples }: EvaluationProgress): void {
  const isAsExpected = expectedSamples === undefined ? samples > 0 : samples === expectedSamples;
  if (isAsExpected) return;
  const received = samples > (expectedSamples ?? Infinity) ? `${samples} or more` : `${samples}`;
  throw new EvaluatorError(
    'EVALUATOR_SAMPLE_COUNT',
    `expected ${expectedSamples ?? 'at least 1'} for the number of samples but received ${received}: ` +
      'check that the batches hold each sample once, with none left out',
  );
}
