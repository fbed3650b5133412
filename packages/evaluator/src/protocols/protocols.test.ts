import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { softmax } from '../softmax.ts';
import { classSubset } from './classSubset.ts';
import { mergeViews } from './mergeViews.ts';
import { multiView } from './multiView.ts';
import { numericFolders } from './numericFolders.ts';
import { realLabels } from './realLabels.ts';

const sizes = fc.record({
  samples: fc.integer({ min: 1, max: 4 }),
  views: fc.integer({ min: 1, max: 10 }),
  classes: fc.integer({ min: 1, max: 6 }),
});
const answers = sizes.chain(({ samples, views, classes }) =>
  fc.record({
    views: fc.constant(views),
    classes: fc.constant(classes),
    logits: fc
      .array(fc.float({ min: -50, max: 50, noNaN: true }), {
        minLength: samples * views * classes,
        maxLength: samples * views * classes,
      })
      .map((values) => Float32Array.from(values)),
  }),
);

describe('mergeViews', () => {
  it('means logits or probabilities, as their definitions do', () => {
    fc.assert(
      fc.property(answers, ({ logits, views, classes }) => {
        const size = views * classes;
        for (let sample = 0; sample * size < logits.length; sample++) {
          const rows = Array.from({ length: views }, (_, view) =>
            logits.slice(sample * size + view * classes, sample * size + (view + 1) * classes),
          );
          const mean = (of: readonly Float32Array[], index: number) =>
            of.reduce((sum, row) => sum + row[index]!, 0) / views;
          const own = (merged: Float32Array) => merged.slice(sample * classes, (sample + 1) * classes);
          const byLogits = own(mergeViews(logits, { views, classes }));
          byLogits.forEach((value, index) => expect(value).toBeCloseTo(mean(rows, index), 4));
          const byProbabilities = softmax(
            own(mergeViews(logits, { views, classes, merge: 'probabilities' })),
          );
          const probabilities = rows.map(softmax);
          byProbabilities.forEach((value, index) => expect(value).toBeCloseTo(mean(probabilities, index), 5));
        }
      }),
    );
  });

  it('keeps a single view, infinities and NaN', () => {
    const logits = Float32Array.of(1, 2);
    expect(mergeViews(logits, { views: 1, classes: 2 })).toBe(logits);
    const options = { views: 2, classes: 2, merge: 'probabilities' } as const;
    expect([...mergeViews(Float32Array.of(0, -Infinity, 0, -Infinity), options)]).toEqual([0, -Infinity]);
    expect(mergeViews(Float32Array.of(0, NaN, 0, 0), options)[1]).toBeNaN();
  });

  it('refuses logits that are not those of views, and unknown ways', () => {
    expect(() => mergeViews(new Float32Array(5), { views: 2, classes: 2 })).toThrow(
      'expected 4 logits a sample',
    );
    expect(() =>
      mergeViews(new Float32Array(4), { views: 2, classes: 2, merge: 'votes' as 'logits' }),
    ).toThrow("expected one of logits, probabilities for merge but received 'votes'");
  });
});

describe('multiView', () => {
  const batch = { labels: Int32Array.of(0, 1), pixels: [1, 2] };
  type Batch = typeof batch;
  const predict = ({ pixels }: Batch) => Float32Array.from(pixels.flatMap((pixel) => [pixel, -pixel]));

  it('shows each view and merges the answers of each sample', async () => {
    const double = (given: Batch) => ({ ...given, pixels: given.pixels.map((pixel) => 3 * pixel) });
    const predictor = multiView(predict, [(given: Batch) => given, double], { classes: 2 });
    expect([...(await predictor(batch))]).toEqual([2, -2, 4, -4]);
  });

  it('refuses no views, and one that loses a sample', async () => {
    expect(() => multiView(predict, [], { classes: 2 })).toThrow('at least one view');
    const lossy = multiView(predict, [(given: Batch) => ({ ...given, pixels: [1] })], { classes: 2 });
    await expect(lossy(batch)).rejects.toMatchObject({ code: 'EVALUATOR_LOGITS_SIZE' });
  });
});

describe('label maps', () => {
  it('numericFolders undoes the order of names', () => {
    const map = numericFolders(['0', '1', '10', '2']);
    expect([0, 1, 2, 3].map((label) => map.accepted(label, 0)[0])).toEqual([0, 1, 10, 2]);
    expect(() => numericFolders(['0', 'n01440764'])).toThrow("received 'n01440764'");
    expect(() => map.accepted(4, 0)).toThrow('a label from 0 to 3');
  });

  it('realLabels finds the list of a sample where it is told to', () => {
    const map = realLabels([[1], [2, 3]], (index) => 1 - index);
    expect(map.accepted(0, 0)).toEqual([2, 3]);
    expect(() => map.accepted(0, 5)).toThrow(
      'a list of classes for sample 5, at place -4, but received 2 lists',
    );
    for (const bad of [null, {}, [1], [['a']], [[0.5]]]) {
      expect(() => realLabels(bad)).toThrow(expect.objectContaining({ code: 'EVALUATOR_BAD_LABEL_MAP' }));
    }
  });

  it('classSubset refuses what is no set of classes', () => {
    for (const bad of [[], [1, 1], [-1], [0.5], [NaN]]) {
      expect(() => classSubset(bad)).toThrow(expect.objectContaining({ code: 'EVALUATOR_BAD_LABEL_MAP' }));
    }
    expect(() => classSubset([4, 2]).accepted(2, 0)).toThrow('a label from 0 to 1 but received 2');
  });
});
