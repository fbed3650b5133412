import { checkPositiveInteger } from './check.ts';

/** A class and its value. */
export interface RankedClass {
  index: number;
  value: number;
}

/**
 * The `k` classes of the greatest values, greatest first; of equal values the lower index comes first, and NaN comes
 * last. Fewer than `k` classes give all of them.
 *
 * @param values - `[classes]`: logits or probabilities of one sample
 * @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` if `k` is no positive integer
 */
export function topK(values: Float32Array, k: number): RankedClass[] {
  checkPositiveInteger('k', k);
  // The sort is stable, which leaves equal values in the order of their indices.
  return Array.from(values, (value, index) => ({ index, value }))
    .sort((a, b) => compareDescending(a.value, b.value))
    .slice(0, k);
}

function compareDescending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === b) return 0;
  return a < b ? 1 : -1;
}
