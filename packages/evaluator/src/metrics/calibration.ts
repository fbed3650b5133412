import { checkPositiveInteger } from '../check.ts';
import type { Judgement } from '../judgement.ts';
import { Metric } from './metric.ts';

/** The samples whose confidence lies above `from` and not above `to`. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** The mean confidence of its samples, from 0 to 1; 0 without any. */
  readonly confidence: number;
  /** The share of its samples that are correct, from 0 to 1; 0 without any. */
  readonly accuracy: number;
}

/** Whether a classifier is right as often as its probabilities say. */
export interface CalibrationResult {
  /** Expected calibration error: the mean distance of confidence from accuracy, each bin weighted by its samples. */
  readonly ece: number;
  /** Maximum calibration error: the greatest such distance of a bin. */
  readonly mce: number;
  readonly bins: readonly CalibrationBin[];
}

/**
 * Calibration in bins of equal width (Guo et al., "On Calibration of Modern Neural Networks", 2017), of the probability
 * of the prediction. Samples without one are left out of the bins but make both errors NaN.
 */
export class Calibration extends Metric<CalibrationResult> {
  readonly #counts: Float64Array;
  readonly #confidences: Float64Array;
  readonly #correct: Float64Array;
  #unknown = 0;

  /** @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` if `bins` is no positive integer */
  constructor(bins = 15) {
    super();
    checkPositiveInteger('bins', bins);
    this.#counts = new Float64Array(bins);
    this.#confidences = new Float64Array(bins);
    this.#correct = new Float64Array(bins);
  }

  override add({ confidence, rank }: Judgement): void {
    if (Number.isNaN(confidence)) {
      this.#unknown++;
      return;
    }
    const bin = Math.max(0, Math.ceil(confidence * this.#counts.length) - 1);
    this.#counts[bin]!++;
    this.#confidences[bin]! += confidence;
    if (rank === 0) this.#correct[bin]!++;
  }

  override result(): CalibrationResult {
    const width = 1 / this.#counts.length;
    const bins = Array.from(this.#counts, (count, bin) => ({
      from: bin * width,
      to: bin + 1 === this.#counts.length ? 1 : (bin + 1) * width,
      count,
      confidence: count === 0 ? 0 : this.#confidences[bin]! / count,
      accuracy: count === 0 ? 0 : this.#correct[bin]! / count,
    }));
    const samples = bins.reduce((sum, { count }) => sum + count, 0);
    if (samples === 0 || this.#unknown > 0) return { ece: NaN, mce: NaN, bins };
    const gaps = bins.map(({ confidence, accuracy }) => Math.abs(confidence - accuracy));
    return {
      ece: gaps.reduce((sum, gap, bin) => sum + gap * bins[bin]!.count, 0) / samples,
      mce: Math.max(...gaps),
      bins,
    };
  }
}
