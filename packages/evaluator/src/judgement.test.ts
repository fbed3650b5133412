import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from './judgement.ts';
import { topK } from './topK.ts';

// Few distinct values, so that ties are common.
const logits = fc
  .array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 12 })
  .map((values) => Float32Array.from(values));

describe('judge', () => {
  it('ranks like topK, and predicts its first', () => {
    fc.assert(
      fc.property(logits, fc.nat(), (values, pick) => {
        const label = pick % values.length;
        const ranking = topK(values, values.length).map(({ index }) => index);
        expect(judge(0, values, [label])).toMatchObject({
          label,
          rank: ranking.indexOf(label),
          prediction: ranking[0],
        });
      }),
    );
  });

  it('takes of several right classes the one that ranks highest, in any order', () => {
    fc.assert(
      fc.property(logits, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (values, picks) => {
        const accepted = picks.map((pick) => pick % values.length);
        const judgement = judge(0, values, accepted);
        const ranks = accepted.map((label) => judge(0, values, [label]).rank);
        expect(judgement.rank).toBe(Math.min(...ranks));
        expect(accepted).toContain(judgement.label);
        expect(judge(0, values, accepted.reverse())).toEqual(judgement);
      }),
    );
  });

  it('has no answer where there is a NaN', () => {
    expect(judge(3, Float32Array.of(5, NaN), [0])).toEqual({
      index: 3,
      label: 0,
      prediction: -1,
      rank: Infinity,
      loss: NaN,
      confidence: NaN,
    });
  });

  it('knows infinities', () => {
    expect(judge(0, Float32Array.of(0, Infinity), [1])).toMatchObject({ rank: 0, prediction: 1, loss: NaN });
    expect(judge(0, Float32Array.of(0, -Infinity), [1])).toMatchObject({
      rank: 1,
      loss: Infinity,
      confidence: 1,
    });
    expect(judge(0, Float32Array.of(-Infinity, -Infinity), [1])).toMatchObject({
      rank: 1,
      prediction: 0,
      loss: NaN,
    });
  });
});
