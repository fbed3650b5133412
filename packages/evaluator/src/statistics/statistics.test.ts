import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcNemar } from './mcNemar.ts';
import { PoissonBootstrap } from './poissonBootstrap.ts';
import { quantile } from './quantile.ts';
import { wilson } from './wilson.ts';

describe('wilson', () => {
  it('holds the share, stays within 0 and 1, and grows with confidence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.nat(), (samples, pick) => {
        const correct = pick % (samples + 1);
        const [low, high] = wilson(correct, samples);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(correct / samples);
        expect(high).toBeGreaterThanOrEqual(correct / samples);
        expect(wilson(correct, samples, 0.99)[0]).toBeLessThanOrEqual(low);
      }),
    );
  });
});

describe('mcNemar', () => {
  it('does not care which side is which, and knows less of fewer samples', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (lost, gained) => {
        const p = mcNemar(lost, gained);
        expect(mcNemar(gained, lost)).toBe(p);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        if (lost !== gained) expect(mcNemar(2 * lost, 2 * gained)).toBeLessThanOrEqual(p + 1e-12);
      }),
    );
  });

  it('takes any number of samples', () => {
    expect(mcNemar(0, 50_000)).toBe(0);
    expect(mcNemar(500_000, 500_000)).toBe(1);
  });
});

describe('PoissonBootstrap', () => {
  it('draws each sample once on average, with the variance of one', () => {
    const bootstrap = new PoissonBootstrap(1, { resamples: 2000, seed: 5 });
    for (let sample = 0; sample < 400; sample++) bootstrap.add([sample % 2]);
    const means = bootstrap.means(0);
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / means.length;
    expect(mean).toBeCloseTo(0.5, 2);
    // That of a mean of 400 samples of variance 1/4; the variance of 2,000 draws varies by 3 %.
    expect(variance / (0.25 / 400)).toBeGreaterThan(0.85);
    expect(variance / (0.25 / 400)).toBeLessThan(1.15);
  });

  it('has no interval where a figure has no value', () => {
    const bootstrap = new PoissonBootstrap(2, { resamples: 10 });
    for (const value of [1, NaN, 2]) bootstrap.add([value, 1]);
    expect(bootstrap.interval(0, 0.95)).toEqual([NaN, NaN]);
    expect(bootstrap.interval(1, 0.95)).toEqual([1, 1]);
  });
});

describe('quantile', () => {
  it('is between its neighbours, and NaN of nothing', () => {
    expect(quantile([1, 3], 0.25)).toBe(1.5);
    expect(quantile([Infinity, Infinity], 0.5)).toBe(Infinity);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
