import type { Judgement } from '../judgement.ts';
import { Metric } from './metric.ts';

/** How often the samples of one class were taken for another, or for itself. */
export interface ConfusionCount {
  readonly label: number;
  /** -1 for samples without a prediction. */
  readonly prediction: number;
  readonly count: number;
}

/**
 * The confusion matrix, as those of its cells that are not zero: by label, then by prediction. Of ImageNet's million
 * cells most are zero, and of larger sets of classes the whole matrix would not fit into memory.
 */
export class Confusion extends Metric<ConfusionCount[]> {
  readonly #counts = new Map<number, Map<number, number>>();

  override add({ label, prediction }: Judgement): void {
    let row = this.#counts.get(label);
    if (row === undefined) this.#counts.set(label, (row = new Map<number, number>()));
    row.set(prediction, (row.get(prediction) ?? 0) + 1);
  }

  override result(): ConfusionCount[] {
    return [...this.#counts]
      .flatMap(([label, row]) => [...row].map(([prediction, count]) => ({ label, prediction, count })))
      .sort((a, b) => a.label - b.label || a.prediction - b.prediction);
  }
}

/** The cells of mistakes, most frequent first; samples without a prediction are no confusion. */
export function mostConfused(cells: readonly ConfusionCount[]): ConfusionCount[] {
  return cells
    .filter(({ label, prediction }) => prediction >= 0 && prediction !== label)
    .sort((a, b) => b.count - a.count || a.label - b.label || a.prediction - b.prediction);
}
