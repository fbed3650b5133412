import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { checkPositiveInteger } from '../check.ts';
import type { Interval } from './interval.ts';
import { quantile } from './quantile.ts';

/** Whatever 16 random bits are, how often a sample is drawn: Poisson-distributed with mean 1. */
const drawn = poissonTable();

/**
 * The bootstrap as a stream: instead of drawing N of N samples with replacement, each sample enters every resample as
 * often as an independent Poisson variable of mean 1 says, which comes to the same for large N and needs neither N nor
 * the samples (Hanley and MacGibbon, "Creating non-parametric bootstrap samples using Poisson frequencies", 2006).
 * Memory: a few numbers a resample. Same seed and same samples in the same order, same result.
 */
export class PoissonBootstrap {
  readonly #generator: RandomGenerator;
  readonly #weights: Float64Array;
  readonly #sums: readonly Float64Array[];

  /**
   * @param figures - how many figures each sample has
   * @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` if `figures` or `resamples` is no positive integer
   */
  constructor(figures: number, { seed = 0, resamples = 1000 }: { seed?: number; resamples?: number } = {}) {
    checkPositiveInteger('figures', figures);
    // Two resamples share a random number.
    const even = 2 * Math.ceil(checkPositiveInteger('resamples', resamples) / 2);
    this.#generator = xoroshiro128plus(seed);
    this.#weights = new Float64Array(even);
    this.#sums = Array.from({ length: figures }, () => new Float64Array(even));
  }

  /** @param values - the figures of a sample */
  add(values: readonly number[]): void {
    const weights = this.#weights;
    for (let resample = 0; resample < weights.length; resample += 2) {
      const bits = this.#generator.next();
      const first = drawn[bits & 0xffff]!;
      const second = drawn[bits >>> 16]!;
      weights[resample]! += first;
      weights[resample + 1]! += second;
      for (let figure = 0; figure < values.length; figure++) {
        const sums = this.#sums[figure]!;
        sums[resample]! += first * values[figure]!;
        sums[resample + 1]! += second * values[figure]!;
      }
    }
  }

  /** The mean of a figure in each resample, in ascending order; resamples that drew nothing are left out. */
  means(figure: number): Float64Array {
    return this.#sums
      [figure]!.map((sum, resample) => sum / this.#weights[resample]!)
      .filter((_, resample) => this.#weights[resample]! > 0)
      .sort();
  }

  /** The percentile interval of the mean of a figure; NaN if one of its values was. */
  interval(figure: number, confidence: number): Interval {
    const means = this.means(figure);
    // NaN sorts last.
    if (Number.isNaN(means.at(-1))) return [NaN, NaN];
    return [quantile(means, (1 - confidence) / 2), quantile(means, (1 + confidence) / 2)];
  }
}

function poissonTable(): Uint8Array {
  const table = new Uint8Array(2 ** 16);
  let probability = Math.exp(-1);
  let cumulated = 0;
  let start = 0;
  for (let times = 0; start < table.length; times++) {
    cumulated += probability;
    probability /= times + 1;
    // Beyond 8 the table's grain is coarser than what is left.
    const end = times === 8 ? table.length : Math.round(cumulated * table.length);
    table.fill(times, start, end);
    start = end;
  }
  return table;
}
