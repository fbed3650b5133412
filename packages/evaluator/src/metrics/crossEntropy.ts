import { checkBatch } from '../check.ts';
import { logSumExp } from '../softmax.ts';
import type { Metric } from './metric.ts';

/**
 * The mean of -log softmax(logits)[label] over all samples, in nats, computed in float64. Logits that are NaN or
 * positive infinity make it NaN.
 */
export class CrossEntropy implements Metric {
  #sum = 0;
  #samples = 0;

  update(logits: Float32Array, labels: Int32Array, classes: number): void {
    checkBatch(logits, labels, classes);
    labels.forEach((label, sample) => {
      const row = logits.subarray(sample * classes, (sample + 1) * classes);
      this.#sum += logSumExp(row) - row[label]!;
    });
    this.#samples += labels.length;
  }

  result(): number {
    return this.#sum / this.#samples;
  }
}
