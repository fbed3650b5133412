import { describe, expect, it } from 'vitest';
import { evaluate } from '../evaluate.ts';
import { labelsOf, reportOf } from '../testing/reports.ts';
import { compareRuns } from './compareRuns.ts';

describe('compareRuns', () => {
  it('calls a clear difference what it is, either way', async () => {
    const good = await reportOf(400, (index) => index % 10 > 0);
    const bad = await reportOf(400, (index) => index % 3 > 0);
    const { top1, loss, samples } = compareRuns(bad, good);
    expect(samples).toBe(400);
    expect(top1).toMatchObject({ verdict: 'worse', report: bad.top1, baseline: 90 });
    expect(top1.gained - top1.lost).toBe((400 * (bad.top1 - good.top1)) / 100);
    expect(top1.difference).toBeCloseTo(bad.top1 - good.top1, 9);
    expect(top1.interval[0]).toBeLessThan(top1.difference);
    expect(top1.interval[1]).toBeGreaterThan(top1.difference);
    expect(top1.interval[1]).toBeLessThan(0);
    expect(loss.verdict).toBe('worse');
    expect(compareRuns(good, bad)).toMatchObject({
      top1: { verdict: 'better' },
      loss: { verdict: 'better' },
    });
  });

  it('calls a small difference noise', async () => {
    const one = await reportOf(400, (index) => index % 10 > 0);
    const other = await reportOf(400, (index) => (index + 3) % 10 > 0);
    expect(compareRuns(other, one).top1).toMatchObject({ lost: 40, gained: 40, pValue: 1, verdict: 'noise' });
    expect(compareRuns(one, one).loss).toMatchObject({
      difference: 0,
      interval: [0, 0],
      pValue: 1,
      verdict: 'noise',
    });
  });

  it('pairs samples by their index, whatever the order', async () => {
    const labels = labelsOf(20);
    const order = Int32Array.from({ length: 20 }, (_, place) => (place * 7) % 20);
    const logits = (indices: Int32Array) =>
      Float32Array.from(
        [...indices].flatMap((index) => [0, 1, 2, 3].map((each) => Number(each === index % 3))),
      );
    const shuffled = { labels: order.map((index) => labels[index]!), indices: order };
    const there = await evaluate(() => logits(order), [shuffled], { classes: 4 });
    const here = await evaluate(() => logits(Int32Array.from(labels.keys())), [{ labels }], { classes: 4 });
    expect(compareRuns(there, here).top1).toMatchObject({ lost: 0, gained: 0 });
  });

  it('knows that a loss of NaN is worse than any', async () => {
    const good = await reportOf(8, () => true);
    const diverged = await evaluate(() => new Float32Array(32).fill(NaN), [{ labels: labelsOf(8) }], {
      classes: 4,
    });
    expect(compareRuns(diverged, good).loss.verdict).toBe('worse');
    expect(compareRuns(good, diverged).loss.verdict).toBe('better');
    expect(compareRuns(diverged, diverged).loss.verdict).toBe('noise');
  });

  it('refuses what cannot be compared', async () => {
    const report = await reportOf(8, () => true);
    const code = 'EVALUATOR_DIFFERENT_SAMPLES';
    const others = [
      await reportOf(8, () => true, { records: false }),
      await reportOf(12, () => true),
      { ...report, records: { ...report.records!, index: report.records!.index.map((index) => index + 1) } },
      { ...report, records: { ...report.records!, label: report.records!.label.map((label) => 3 - label) } },
      { ...report, records: { ...report.records!, index: report.records!.index.map(() => 0) } },
    ];
    for (const other of others) {
      expect(() => compareRuns(other, report)).toThrow(expect.objectContaining({ code }));
      expect(() => compareRuns(report, other)).toThrow(expect.objectContaining({ code }));
    }
    expect(() => compareRuns(report, report, { significance: 1 })).toThrow(
      'between 0 and 1 for significance',
    );
  });
});
