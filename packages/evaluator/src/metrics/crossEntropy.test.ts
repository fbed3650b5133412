import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryBatch } from './arbitraryBatch.ts';
import { CrossEntropy } from './crossEntropy.ts';

function crossEntropy(logits: number[], label: number): number {
  const metric = new CrossEntropy();
  metric.update(Float32Array.from(logits), Int32Array.of(label), logits.length);
  return metric.result();
}

describe('CrossEntropy', () => {
  it('equals the definition', () => {
    fc.assert(
      fc.property(arbitraryBatch, ({ logits, labels, classes }) => {
        fc.pre(labels.length > 0);
        const losses = Array.from(labels, (label, sample) => {
          const exponentials = Array.from(logits.slice(sample * classes, (sample + 1) * classes), Math.exp);
          return -Math.log(exponentials[label]! / exponentials.reduce((sum, value) => sum + value));
        });
        const metric = new CrossEntropy();
        metric.update(logits, labels, classes);
        expect(metric.result()).toBeCloseTo(losses.reduce((sum, loss) => sum + loss) / losses.length, 10);
      }),
    );
  });

  it('is log(classes) for a predictor that knows nothing', () => {
    expect(crossEntropy(new Array<number>(1000).fill(0), 3)).toBeCloseTo(Math.log(1000), 12);
  });

  it('does not overflow', () => {
    expect(crossEntropy([1e5, 0], 1)).toBe(1e5);
    expect(crossEntropy([1e5, 0], 0)).toBe(0);
  });

  it('shows a network that has diverged', () => {
    expect(crossEntropy([NaN, 0], 1)).toBeNaN();
    expect(crossEntropy([Infinity, 0], 0)).toBeNaN();
    expect(crossEntropy([0, -Infinity], 1)).toBe(Infinity);
    expect(new CrossEntropy().result()).toBeNaN();
  });
});
