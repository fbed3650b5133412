import { checkBatch, checkPositiveInteger } from '../check.ts';
import { rankOf } from '../topK.ts';
import type { Metric } from './metric.ts';

/**
 * The share of samples, in percent, whose label is among the `k` classes of the greatest logits.
 *
 * A class ranks above the target if its logit is greater, or equal with a lower index; a sample with a NaN among its
 * logits is never correct. With fewer than `k` classes every other sample is.
 */
export class TopKAccuracy implements Metric {
  readonly #k: number;
  #correct = 0;
  #samples = 0;

  /** @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` if `k` is no positive integer */
  constructor(k: number) {
    this.#k = checkPositiveInteger('k', k);
  }

  update(logits: Float32Array, labels: Int32Array, classes: number): void {
    checkBatch(logits, labels, classes);
    labels.forEach((label, sample) => {
      const rank = rankOf(label, logits.subarray(sample * classes, (sample + 1) * classes));
      if (rank < this.#k) this.#correct++;
    });
    this.#samples += labels.length;
  }

  result(): number {
    return (100 * this.#correct) / this.#samples;
  }
}
