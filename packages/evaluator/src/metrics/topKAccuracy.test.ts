import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryBatch } from './arbitraryBatch.ts';
import { TopKAccuracy } from './topKAccuracy.ts';

function accuracy(k: number, logits: number[], labels: number[], classes: number): number {
  const metric = new TopKAccuracy(k);
  metric.update(Float32Array.from(logits), Int32Array.from(labels), classes);
  return metric.result();
}

describe('TopKAccuracy', () => {
  it('equals a naive sort, however the samples are cut into batches', () => {
    fc.assert(
      fc.property(
        arbitraryBatch,
        fc.integer({ min: 1, max: 10 }),
        fc.nat(12),
        ({ logits, labels, classes }, k, cut) => {
          let correct = 0;
          labels.forEach((label, sample) => {
            const row = logits.slice(sample * classes, (sample + 1) * classes);
            const ranking = [...row.keys()].sort((a, b) => row[b]! - row[a]! || a - b);
            if (ranking.slice(0, k).includes(label)) correct++;
          });
          const metric = new TopKAccuracy(k);
          metric.update(
            logits.subarray(0, Math.min(cut, labels.length) * classes),
            labels.subarray(0, cut),
            classes,
          );
          metric.update(
            logits.subarray(Math.min(cut, labels.length) * classes),
            labels.subarray(cut),
            classes,
          );
          expect(metric.result()).toBe((100 * correct) / labels.length);
        },
      ),
    );
  });

  it('gives a tie to the lower index, so that a constant predictor is right by chance only', () => {
    expect(accuracy(1, [0, 0, 0, 0], [0, 1], 2)).toBe(50);
  });

  it('counts every sample when there are no more than k classes', () => {
    expect(accuracy(5, [0, 1, 2], [0], 3)).toBe(100);
  });

  it('never counts a sample with NaN', () => {
    expect(accuracy(1, [NaN, NaN, 1, NaN], [0, 0], 2)).toBe(0);
    expect(accuracy(5, [NaN, NaN], [0], 2)).toBe(0);
  });

  it('has no result before the first sample, and takes in nothing of a bad batch', () => {
    const metric = new TopKAccuracy(1);
    expect(metric.result()).toBeNaN();
    expect(() => metric.update(Float32Array.of(1, 0, 1, 0), Int32Array.of(0, 2), 2)).toThrow('received 2');
    expect(metric.result()).toBeNaN();
  });

  it('refuses a k that is no positive integer', () => {
    expect(() => new TopKAccuracy(0)).toThrow('expected a positive integer for k but received 0');
  });
});
