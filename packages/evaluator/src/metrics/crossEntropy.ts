import type { Judgement } from '../judgement.ts';
import { Metric } from './metric.ts';

/**
 * The mean of -log softmax(logits)[label] over all samples, in nats, computed in float64. Logits that are NaN or
 * positive infinity make it NaN.
 */
export class CrossEntropy extends Metric {
  #sum = 0;
  #samples = 0;

  override add({ loss }: Judgement): void {
    this.#sum += loss;
    this.#samples++;
  }

  override result(): number {
    return this.#sum / this.#samples;
  }
}
