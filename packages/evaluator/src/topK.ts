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

/**
 * How many classes rank above the target: those whose logit is greater, or equal with a lower index. Infinity if any
 * logit is NaN, since such a sample has no ranking and must not count as correct.
 */
export function rankOf(target: number, logits: Float32Array): number {
  const reference = logits[target]!;
  let rank = 0;
  for (let index = 0; index < logits.length; index++) {
    const logit = logits[index]!;
    if (Number.isNaN(logit)) return Infinity;
    if (logit > reference || (logit === reference && index < target)) rank++;
  }
  return rank;
}

function compareDescending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === b) return 0;
  return a < b ? 1 : -1;
}
