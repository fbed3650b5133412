import { describe, expect, it } from 'vitest';
import { evaluate, type EvaluationProgress } from './evaluate.ts';

interface TestBatch {
  labels: Int32Array;
  logits: Float32Array;
}

const batch = (labels: number[], logits: number[]): TestBatch => ({
  labels: Int32Array.from(labels),
  logits: Float32Array.from(logits),
});
const batches = [batch([0, 1], [1, 0, 1, 0]), batch([1], [0, 1])];
const predict = ({ logits }: TestBatch) => logits;

describe('evaluate', () => {
  it('reports over all batches', async () => {
    const report = await evaluate(predict, batches, { classes: 2, expectedSamples: 3 });
    const softplus = Math.log(1 + Math.exp(-1));
    expect(report).toEqual({
      samples: 3,
      top1: 200 / 3,
      top5: 100,
      loss: expect.closeTo((softplus + (softplus + 1) + softplus) / 3, 12) as number,
    });
  });

  it('takes batches and answers that come later', async () => {
    const later = async function* () {
      for (const each of batches) yield Promise.resolve(each);
    };
    expect(await evaluate((b: TestBatch) => Promise.resolve(b.logits), later(), { classes: 2 })).toEqual(
      await evaluate(predict, batches, { classes: 2 }),
    );
  });

  it('tells how far it is', async () => {
    const progress: EvaluationProgress[] = [];
    await evaluate(predict, batches, {
      classes: 2,
      expectedSamples: 3,
      onBatch: (state) => progress.push(state),
    });
    expect(progress).toEqual([
      { batches: 1, samples: 2, expectedSamples: 3 },
      { batches: 2, samples: 3, expectedSamples: 3 },
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

  it('ends when batches never do', async () => {
    const endless = function* () {
      for (;;) yield batches[0]!;
    };
    await expect(evaluate(predict, endless(), { classes: 2, expectedSamples: 9 })).rejects.toMatchObject({
      code: 'EVALUATOR_SAMPLE_COUNT',
    });
  });

  it('refuses bad options, logits and labels, and passes on errors of the predictor', async () => {
    const bad = (options: object) => evaluate(predict, batches, { classes: 2, ...options });
    await expect(bad({ classes: 0 })).rejects.toMatchObject({ code: 'EVALUATOR_INVALID_OPTION' });
    await expect(bad({ expectedSamples: -1 })).rejects.toMatchObject({ code: 'EVALUATOR_INVALID_OPTION' });
    await expect(bad({ classes: 3 })).rejects.toMatchObject({ code: 'EVALUATOR_LOGITS_SIZE' });
    await expect(evaluate(predict, [batch([2], [0, 1])], { classes: 2 })).rejects.toMatchObject({
      code: 'EVALUATOR_LABEL_OUT_OF_RANGE',
    });
    const fail = () => Promise.reject(new Error('out of memory'));
    await expect(evaluate(fail, batches, { classes: 2 })).rejects.toThrow('out of memory');
  });
});
