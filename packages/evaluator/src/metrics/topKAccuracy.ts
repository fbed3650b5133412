import { checkPositiveInteger } from '../check.ts';
import type { Judgement } from '../judgement.ts';
import { Metric } from './metric.ts';

/**
 * The share of samples, in percent, whose label is among the `k` classes of the greatest logits.
 *
 * A class ranks above the target if its logit is greater, or equal with a lower index; a sample with a NaN among its
 * logits is never correct. With fewer than `k` classes every other sample is.
 */
export class TopKAccuracy extends Metric {
  readonly #k: number;
  #correct = 0;
  #samples = 0;

  /** @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` if `k` is no positive integer */
  constructor(k: number) {
    super();
    this.#k = checkPositiveInteger('k', k);
  }

  get correct(): number {
    return this.#correct;
  }

  override add({ rank }: Judgement): void {
    if (rank < this.#k) this.#correct++;
    this.#samples++;
  }

  override result(): number {
    return (100 * this.#correct) / this.#samples;
  }
}
