import { checkPositiveInteger } from '../check.ts';
import { EvaluatorError } from '../errors.ts';
import type { Judgement } from '../judgement.ts';
import { judgementsOf } from '../records/records.ts';
import type { Comparison, Report, Verdict } from '../report/schema.ts';
import { mcNemar } from '../statistics/mcNemar.ts';
import { PoissonBootstrap } from '../statistics/poissonBootstrap.ts';

/** How {@link compareRuns} compares. */
export interface CompareOptions {
  /** The p-value below which a difference is more than noise. Default 0.05. */
  readonly significance?: number;
  /** Of the paired bootstrap. Default 0. */
  readonly seed?: number;
  /** Of the paired bootstrap. Default 2000. */
  readonly resamples?: number;
}

/** The figures of a sample that are resampled together. */
const TOP1 = 0;
const TOP5 = 1;
const LOSS = 2;

/**
 * Is it better, worse, or noise? Compares two reports on the same samples: accuracies by McNemar's exact test, the loss by
 * a paired bootstrap, each with an interval of the difference from the paired bootstrap.
 *
 * @param report - the one in question
 * @param baseline - the one it is compared with; in any order of the samples
 * @throws {EvaluatorError} `EVALUATOR_DIFFERENT_SAMPLES` if either lacks records, or the samples or their labels differ;
 * `EVALUATOR_INVALID_OPTION`
 */
export function compareRuns(report: Report, baseline: Report, options: CompareOptions = {}): Comparison {
  const { significance = 0.05, seed = 0, resamples = 2000 } = options;
  if (!(significance > 0 && significance < 1)) {
    throw new EvaluatorError(
      'EVALUATOR_INVALID_OPTION',
      `expected a number between 0 and 1 for significance but received ${String(significance)}: 0.05 is usual`,
    );
  }
  checkPositiveInteger('resamples', resamples);
  const bootstrap = new PoissonBootstrap(3, { seed, resamples });
  const changes = { 1: { lost: 0, gained: 0 }, 5: { lost: 0, gained: 0 } };
  let samples = 0;
  for (const [now, before] of pairs(report, baseline)) {
    for (const k of [1, 5] as const) {
      if (before.rank < k && now.rank >= k) changes[k].lost++;
      if (now.rank < k && before.rank >= k) changes[k].gained++;
    }
    bootstrap.add([
      Number(now.rank < 1) - Number(before.rank < 1),
      Number(now.rank < 5) - Number(before.rank < 5),
      now.loss - before.loss,
    ]);
    samples++;
  }

  const accuracy = (metric: 'top1' | 'top5', k: 1 | 5, place: number): Comparison['top1'] => {
    const { lost, gained } = changes[k];
    const pValue = mcNemar(lost, gained);
    const [low, high] = bootstrap.interval(place, 1 - significance);
    return {
      report: report[metric],
      baseline: baseline[metric],
      difference: (100 * (gained - lost)) / samples,
      interval: [100 * low, 100 * high],
      lost,
      gained,
      pValue,
      verdict: pValue < significance ? (gained > lost ? 'better' : 'worse') : 'noise',
    };
  };

  return {
    baseline: { model: baseline.model, date: baseline.date },
    samples,
    significance,
    top1: accuracy('top1', 1, TOP1),
    top5: accuracy('top5', 5, TOP5),
    loss: compareLoss(report.loss, baseline.loss, bootstrap, significance),
  };
}

function compareLoss(
  loss: number,
  before: number,
  bootstrap: PoissonBootstrap,
  significance: number,
): Comparison['loss'] {
  const differences = bootstrap.means(LOSS);
  const below = differences.filter((difference) => difference < 0).length;
  const above = differences.filter((difference) => difference > 0).length;
  const total = differences.length;
  // With one more resample on either side: as few as there are, none is no proof that there could be none.
  const pValue = Math.min(1, (2 * (Math.min(total - below, total - above) + 1)) / (total + 1));
  const difference = loss - before;
  // A loss that became NaN has no difference, but is no noise.
  const verdict: Verdict = Number.isNaN(difference)
    ? nanVerdict(loss, before)
    : pValue < significance
      ? difference < 0
        ? 'better'
        : 'worse'
      : 'noise';
  return {
    report: loss,
    baseline: before,
    difference,
    interval: [...bootstrap.interval(LOSS, 1 - significance)],
    pValue: Number.isNaN(difference) ? NaN : pValue,
    verdict,
  };
}

function nanVerdict(loss: number, before: number): Verdict {
  if (Number.isNaN(loss) === Number.isNaN(before)) return 'noise';
  return Number.isNaN(loss) ? 'worse' : 'better';
}

/** The same samples of both, side by side. */
function* pairs(report: Report, baseline: Report): Generator<[now: Judgement, before: Judgement]> {
  const [now, before] = [recordsOf(report, 'the report'), recordsOf(baseline, 'the baseline')];
  if (now.size !== before.size) {
    throw different(`${before.size} samples, as the baseline has`, String(now.size));
  }
  // In an order of their own, so that the seed gives the same resamples whatever the batches were.
  for (const index of [...now.keys()].sort((a, b) => a - b)) {
    const [sample, other] = [now.get(index)!, before.get(index)];
    if (other === undefined)
      throw different(`the samples of the baseline`, `sample ${index}, which it has not`);
    // Of several right labels each has the one it came closest to.
    const isSameLabel = sample.label === other.label || report.skippedSamples + baseline.skippedSamples > 0;
    if (!isSameLabel) throw different(`label ${other.label} for sample ${index}`, String(sample.label));
    yield [sample, other];
  }
}

function recordsOf({ records, samples }: Report, whose: string): Map<number, Judgement> {
  if (records === undefined) throw different(`records of each sample in ${whose}`, 'none');
  const byIndex = new Map([...judgementsOf(records)].map((sample) => [sample.index, sample]));
  if (byIndex.size === samples && records.index.length === samples) return byIndex;
  throw different(`each of ${samples} samples once in ${whose}`, `${byIndex.size} different ones`);
}

function different(expected: string, received: string): EvaluatorError {
  return new EvaluatorError(
    'EVALUATOR_DIFFERENT_SAMPLES',
    `expected ${expected} but received ${received}: compare reports with records of the same dataset`,
  );
}
