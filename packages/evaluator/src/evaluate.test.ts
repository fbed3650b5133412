import { describe, expect, it } from 'vitest';
import { evaluate, type EvaluateOptions, type EvaluationProgress } from './evaluate.ts';
import { TopKAccuracy } from './metrics/topKAccuracy.ts';
import { classSubset } from './protocols/classSubset.ts';
import { realLabels } from './protocols/realLabels.ts';
import { reportOf } from './testing/reports.ts';

interface TestBatch {
  labels: Int32Array;
  logits: Float32Array;
  indices?: Int32Array;
}

const batch = (labels: number[], logits: number[]): TestBatch => ({
  labels: Int32Array.from(labels),
  logits: Float32Array.from(logits),
});
const batches = [batch([0, 1], [1, 0, 1, 0]), batch([1], [0, 1])];
const predict = ({ logits }: TestBatch) => logits;
const clock = () => {
  let time = 0;
  return () => (time += 5);
};
const fixed = { date: new Date(0), classes: 2 };

describe('evaluate', () => {
  it('reports over all batches', async () => {
    const report = await evaluate(predict, batches, { ...fixed, expectedSamples: 3, now: clock() });
    const softplus = Math.log(1 + Math.exp(-1));
    expect(report).toMatchObject({
      schemaVersion: 1,
      date: '1970-01-01T00:00:00.000Z',
      samples: 3,
      expectedSamples: 3,
      skippedSamples: 0,
      top1: 200 / 3,
      top5: 100,
      loss: expect.closeTo((softplus + (softplus + 1) + softplus) / 3, 12),
      confusion: [
        { label: 0, prediction: 0, count: 1 },
        { label: 1, prediction: 0, count: 1 },
        { label: 1, prediction: 1, count: 1 },
      ],
      timing: { milliseconds: 10, samplesPerSecond: 300, batches: 2, latency: { p50: 5, max: 5 } },
      records: { index: [0, 1, 2], label: [0, 1, 1], prediction: [0, 0, 1], rank: [0, 1, 0] },
    });
    expect(report.worst).toMatchObject([{ index: 1, label: 1, prediction: 0 }]);
  });

  it('takes batches and answers that come later', async () => {
    const later = async function* () {
      for (const each of batches) yield Promise.resolve(each);
    };
    const now = await evaluate(predict, batches, { ...fixed, now: clock() });
    expect(
      await evaluate((b: TestBatch) => Promise.resolve(b.logits), later(), { ...fixed, now: clock() }),
    ).toEqual(now);
  });

  it('tells how far it is', async () => {
    const progress: EvaluationProgress[] = [];
    await evaluate(predict, batches, {
      classes: 2,
      expectedSamples: 3,
      onBatch: (state) => progress.push(state),
    });
    expect(progress).toEqual([
      { batches: 1, samples: 2, expectedSamples: 3, top1: 50 },
      { batches: 2, samples: 3, expectedSamples: 3, top1: 200 / 3 },
    ]);
  });

  it.each([
    [4, batches, 'expected 4 for the number of samples but received 3:'],
    [2, batches, 'expected 2 for the number of samples but received 3 or more:'],
    [undefined, [], 'expected at least 1 for the number of samples but received 0:'],
  ])('refuses a count other than %s', async (expectedSamples, given, message) => {
    await expect(evaluate(predict, given, { classes: 2, expectedSamples })).rejects.toMatchObject({
      code: 'EVALUATOR_SAMPLE_COUNT',
      message: expect.stringContaining(message) as string,
    });
  });

  it.each([2, 4])('shows another count than %s where that is allowed', async (expectedSamples) => {
    const options = { classes: 2, expectedSamples, allowOtherCount: true };
    expect(await evaluate(predict, batches, options)).toMatchObject({ samples: 3, expectedSamples });
    await expect(evaluate(predict, [], options)).rejects.toMatchObject({ code: 'EVALUATOR_SAMPLE_COUNT' });
  });

  it('ends when batches never do', async () => {
    const endless = function* () {
      for (;;) yield batches[0]!;
    };
    await expect(evaluate(predict, endless(), { classes: 2, expectedSamples: 9 })).rejects.toMatchObject({
      code: 'EVALUATOR_SAMPLE_COUNT',
    });
  });

  it.each<[string, Partial<EvaluateOptions>, string]>([
    ['no class', { classes: 0 }, 'EVALUATOR_INVALID_OPTION'],
    ['a negative count', { expectedSamples: -1 }, 'EVALUATOR_INVALID_OPTION'],
    ['other classes than the logits', { classes: 3 }, 'EVALUATOR_LOGITS_SIZE'],
    ['views that were not answered', { views: 2 }, 'EVALUATOR_LOGITS_SIZE'],
    ['half a view', { views: 0.5 }, 'EVALUATOR_INVALID_OPTION'],
    ['a confidence without a quantile', { confidence: 0.8 }, 'EVALUATOR_INVALID_OPTION'],
    ['too few names', { classNames: ['a'] }, 'EVALUATOR_INVALID_OPTION'],
    ['no bins', { bins: 0 }, 'EVALUATOR_INVALID_OPTION'],
    ['no resamples', { resamples: 0 }, 'EVALUATOR_INVALID_OPTION'],
    ['a negative number of worst samples', { worst: -1 }, 'EVALUATOR_INVALID_OPTION'],
    ['a map to classes that the model lacks', { labelMap: classSubset([0, 2]) }, 'EVALUATOR_BAD_LABEL_MAP'],
    [
      'a map to labels that the model lacks',
      { labelMap: realLabels([[0], [5], [1]]) },
      'EVALUATOR_BAD_LABEL_MAP',
    ],
    ['a map that leaves out everything', { labelMap: realLabels([[], [], []]) }, 'EVALUATOR_SAMPLE_COUNT'],
  ])('refuses %s', async (_, options, code) => {
    await expect(evaluate(predict, batches, { classes: 2, ...options })).rejects.toMatchObject({ code });
  });

  it('refuses a label that is none, and passes on errors of the predictor', async () => {
    await expect(evaluate(predict, [batch([2], [0, 1])], { classes: 2 })).rejects.toMatchObject({
      code: 'EVALUATOR_LABEL_OUT_OF_RANGE',
    });
    const fail = () => Promise.reject(new Error('out of memory'));
    await expect(evaluate(fail, batches, { classes: 2 })).rejects.toThrow('out of memory');
  });

  it('merges views, of whichever kind', async () => {
    // Two views of one sample: the first is very sure of class 0, the second rather sure of class 1.
    const views = [batch([1], [2, 0, 0, 1.5])];
    const top1 = async (options: Partial<EvaluateOptions>) =>
      (await evaluate(predict, views, { classes: 2, views: 2, ...options })).top1;
    expect(await top1({})).toBe(0);
    expect(await top1({ merge: 'probabilities' })).toBe(0);
    const report = await evaluate(predict, views, { classes: 2, views: 2, merge: 'probabilities' });
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    expect(report.loss).toBeCloseTo(-Math.log((sigmoid(-2) + sigmoid(1.5)) / 2), 6);
    expect(report.protocol).toEqual({ views: 2, merge: 'probabilities' });
  });

  it('counts several right labels, and leaves out samples without any', async () => {
    const labelMap = realLabels([[1], [0, 1], []]);
    const report = await evaluate(predict, batches, { classes: 2, expectedSamples: 3, labelMap });
    expect(report).toMatchObject({ samples: 2, skippedSamples: 1, top1: 50 });
    expect(report.records).toMatchObject({ index: [0, 1], label: [1, 0] });
  });

  it('looks at a subset of classes alone', async () => {
    // Class 1 of the model has the greatest logit, but takes no part.
    const report = await evaluate(predict, [batch([0, 1], [0, 9, 1, 2, 9, 1])], {
      classes: 3,
      labelMap: classSubset([2, 0]),
      classNames: ['two', 'zero'],
    });
    expect(report).toMatchObject({ classes: 2, top1: 100 });
    expect(report.perClass.map(({ name, support }) => [name, support])).toEqual([
      ['two', 1],
      ['zero', 1],
    ]);
  });

  it('gathers figures of the caller', async () => {
    const report = await evaluate(predict, batches, { classes: 2, metrics: { top2: new TopKAccuracy(2) } });
    expect(report.extra).toEqual({ top2: 100 });
  });

  it('names samples as the batches do, and shows the worst of them', async () => {
    const shuffled = [{ ...batches[0]!, indices: Int32Array.of(7, 3) }];
    const report = await evaluate(predict, shuffled, {
      classes: 2,
      describeSample: (index) => ({ name: `image ${index}` }),
    });
    expect(report.records?.index).toEqual([7, 3]);
    expect(report.worst).toMatchObject([{ index: 3, name: 'image 3' }]);
  });

  it('keeps no more than it is asked to', async () => {
    const report = await reportOf(40, () => false, { records: false, worst: 3 });
    expect(report.records).toBeUndefined();
    expect(report.worst).toHaveLength(3);
    expect(report.worst.map(({ loss }) => loss)).toEqual(
      report.worst.map(({ loss }) => loss).sort((a, b) => b - a),
    );
  });

  it('gives the same report for the same seed, and other intervals for another', async () => {
    const report = (seed: number) => reportOf(200, (index) => index % 5 > 0, { seed });
    expect(await report(1)).toEqual(await report(1));
    expect((await report(2)).intervals).not.toEqual((await report(1)).intervals);
    expect((await report(2)).top1).toBe(80);
  });
});
