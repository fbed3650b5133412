import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { floats32, floats64, golden } from './testing/golden.ts';
import { summariseLatency } from './statistics/latency.ts';
import { mcNemar } from './statistics/mcNemar.ts';
import { PoissonBootstrap } from './statistics/poissonBootstrap.ts';
import { wilson } from './statistics/wilson.ts';

/** Digits behind the point that must agree. */
const EXACT = 9;

describe.each(golden.classification)(
  '$name: as scikit-learn, torchmetrics and PyTorch',
  ({ classes, logits, labels, expected }) => {
    // Batches of seven, so that their borders are tested as well.
    const all = floats32(logits);
    const batches = Array.from({ length: Math.ceil(labels.length / 7) }, (_, batch) => ({
      labels: Int32Array.from(labels.slice(7 * batch, 7 * batch + 7)),
      logits: all.subarray(7 * batch * classes, (7 * batch + 7) * classes),
    }));
    const judge = () =>
      evaluate((batch: (typeof batches)[number]) => batch.logits, batches, {
        classes,
        expectedSamples: labels.length,
      });

    it('accuracies, loss and interval', async () => {
      const { top1, top5, loss, intervals } = await judge();
      expect(top1).toBeCloseTo(expected.top1, EXACT);
      expect(top5).toBeCloseTo(expected.top5, EXACT);
      expect(relative(loss, expected.loss)).toBeLessThan(1e-9);
      expect(intervals.top1.wilson[0]).toBeCloseTo(100 * expected.wilson[0], EXACT);
      expect(intervals.top1.wilson[1]).toBeCloseTo(100 * expected.wilson[1], EXACT);
    });

    it('confusion, scores of classes and their averages', async () => {
      const { confusion, perClass, macro, weighted } = await judge();
      const matrix = expected.confusion.map((row) => row.map(() => 0));
      for (const { label, prediction, count } of confusion)
        if (prediction >= 0) matrix[label]![prediction] = count;
      expect(matrix).toEqual(expected.confusion);
      for (const { index, precision, recall, f1, support } of perClass) {
        expect(precision).toBeCloseTo(expected.precision[index]!, EXACT);
        expect(recall).toBeCloseTo(expected.recall[index]!, EXACT);
        expect(f1).toBeCloseTo(expected.f1[index]!, EXACT);
        expect(support).toBe(expected.support[index]);
      }
      for (const [ours, theirs] of [
        [macro, expected.macro],
        [weighted, expected.weighted],
      ] as const) {
        [ours.precision, ours.recall, ours.f1].forEach((value, place) => {
          expect(value).toBeCloseTo(theirs[place]!, EXACT);
        });
      }
    });

    it('calibration', async () => {
      const { calibration } = await judge();
      for (const error of ['ece', 'mce'] as const) {
        if (expected[error] === null) expect(calibration[error]).toBeNaN();
        else expect(calibration[error]).toBeCloseTo(expected[error], EXACT);
      }
      if (expected.torchmetricsCalibration === undefined) return;
      const [ece, mce] = expected.torchmetricsCalibration;
      expect(calibration.ece).toBeCloseTo(ece, 6);
      expect(calibration.mce).toBeCloseTo(mce, 6);
    });
  },
);

it.each(golden.mcnemar)(
  "McNemar's test of $lost lost and $gained gained: as statsmodels",
  ({ lost, gained, p }) => {
    // Tails far out are sums of logarithms in either.
    expect(relative(mcNemar(lost, gained), p)).toBeLessThan(1e-9);
  },
);

it.each(golden.wilson)(
  "Wilson's interval of $correct of $samples at $confidence: as statsmodels",
  ({ correct, samples, confidence, interval }) => {
    const [low, high] = wilson(correct, samples, confidence);
    expect(low).toBeCloseTo(interval[0], EXACT);
    expect(high).toBeCloseTo(interval[1], EXACT);
  },
);

it('percentiles: as NumPy', () => {
  const { values, ...expected } = golden.percentiles;
  const summary = summariseLatency([...floats64(values)]);
  for (const [name, value] of Object.entries(expected)) {
    expect(summary[name as keyof typeof summary]).toBeCloseTo(value, EXACT);
  }
});

it("the bootstrap's interval: as SciPy's, within what resamples vary by", () => {
  const values = floats64(golden.bootstrap.values);
  const bootstrap = new PoissonBootstrap(1, { resamples: 20_000, seed: 3 });
  for (const value of values) bootstrap.add([value]);
  const [low, high] = golden.bootstrap.interval;
  const interval = bootstrap.interval(0, 0.95);
  // An end varies by some 1 % of the width with 20,000 resamples.
  expect(Math.abs(interval[0] - low)).toBeLessThan(0.03 * (high - low));
  expect(Math.abs(interval[1] - high)).toBeLessThan(0.03 * (high - low));
});

function relative(ours: number, theirs: number | null): number {
  if (theirs === null) return Number.isNaN(ours) ? 0 : Infinity;
  return Math.abs(ours - theirs) / Math.max(1e-300, Math.abs(theirs));
}
