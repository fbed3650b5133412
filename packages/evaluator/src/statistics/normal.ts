import { EvaluatorError } from '../errors.ts';

/** How sure an interval is to hold the truth. */
export type Confidence = 0.9 | 0.95 | 0.99;

/** The quantiles of the standard normal distribution at (1 + confidence) / 2. */
const quantiles: Readonly<Record<Confidence, number>> = {
  0.9: 1.6448536269514722,
  0.95: 1.959963984540054,
  0.99: 2.5758293035489004,
};

/**
 * How many standard deviations to either side hold a share `confidence` of a normal distribution.
 *
 * @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` for another confidence
 */
export function twoSidedQuantile(confidence: number): number {
  const quantile = quantiles[confidence as Confidence];
  if (quantile !== undefined) return quantile;
  throw new EvaluatorError(
    'EVALUATOR_INVALID_OPTION',
    `expected 0.9, 0.95 or 0.99 for confidence but received ${String(confidence)}: pass one of these`,
  );
}
