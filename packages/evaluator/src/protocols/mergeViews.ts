import { checkPositiveInteger } from '../check.ts';
import { EvaluatorError } from '../errors.ts';
import { logSumExp } from '../softmax.ts';

/**
 * How the answers to several views of a sample become one.
 *
 * - `logits`: their mean, which ranks like the sum that the authors of ResNeXt take, on the scale of a single view.
 * - `probabilities`: the mean of their probabilities.
 */
export type Merge = (typeof merges)[number];

export const merges = ['logits', 'probabilities'] as const;

/**
 * Merges what a classifier answered to several views of each sample, such as ten crops.
 *
 * @param logits - `[N, views, classes]`
 * @returns `[N, classes]` logits; for `probabilities` logarithms, whose softmax is the mean of the probabilities
 * @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` or `EVALUATOR_LOGITS_SIZE`
 */
export function mergeViews(
  logits: Float32Array,
  { views, classes, merge = 'logits' }: { views: number; classes: number; merge?: Merge },
): Float32Array {
  checkPositiveInteger('views', views);
  checkPositiveInteger('classes', classes);
  if (!merges.includes(merge)) {
    throw new EvaluatorError(
      'EVALUATOR_INVALID_OPTION',
      `expected one of ${merges.join(', ')} for merge but received '${String(merge)}': pass one of these`,
    );
  }
  const size = views * classes;
  if (logits.length % size !== 0) {
    throw new EvaluatorError(
      'EVALUATOR_LOGITS_SIZE',
      `expected ${size} logits a sample, ${classes} for each of ${views} views, but received ${logits.length} in all: ` +
        'check that the predictor answers every view of every sample',
    );
  }
  if (views === 1) return logits;
  const samples = logits.length / size;
  const merged = new Float32Array(samples * classes);
  for (let sample = 0; sample < samples; sample++) {
    const rows = logits.subarray(sample * size, (sample + 1) * size);
    const into = merged.subarray(sample * classes, (sample + 1) * classes);
    if (merge === 'logits') meanOfLogits(rows, into, views);
    else logOfMeanProbabilities(rows, into, views);
  }
  return merged;
}

function meanOfLogits(rows: Float32Array, into: Float32Array, views: number): void {
  const classes = into.length;
  for (let index = 0; index < classes; index++) {
    let sum = 0;
    for (let view = 0; view < views; view++) sum += rows[view * classes + index]!;
    into[index] = sum / views;
  }
}

function logOfMeanProbabilities(rows: Float32Array, into: Float32Array, views: number): void {
  const classes = into.length;
  const normalisers = Array.from({ length: views }, (_, view) =>
    logSumExp(rows.subarray(view * classes, (view + 1) * classes)),
  );
  for (let index = 0; index < classes; index++) {
    const logs = normalisers.map((normaliser, view) => rows[view * classes + index]! - normaliser);
    const greatest = Math.max(...logs);
    // A class that no view gives any probability has the logarithm of 0, not of 0 / 0.
    if (greatest === -Infinity) into[index] = -Infinity;
    else {
      const sum = logs.reduce((total, log) => total + Math.exp(log - greatest), 0);
      into[index] = greatest + Math.log(sum / views);
    }
  }
}
