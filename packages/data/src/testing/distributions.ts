/** How far samples are from what they should be distributed like. */

type Cdf = (x: number) => number;

/** The greatest distance between the distribution of the values and the one expected. */
export function kolmogorovSmirnov(values: readonly number[], cdf: Cdf): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.reduce((greatest, value, i) => {
    const expected = cdf(value);
    return Math.max(
      greatest,
      Math.abs(expected - i / sorted.length),
      Math.abs((i + 1) / sorted.length - expected),
    );
  }, 0);
}

/** Pearson's statistic of counts against shares that add up to 1. */
export function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count);
  return counts.reduce((sum, count, i) => sum + (count - total * shares[i]!) ** 2 / (total * shares[i]!), 0);
}

export function uniformCdf(low: number, high: number): Cdf {
  return (x) => Math.min(1, Math.max(0, (x - low) / (high - low)));
}

/** Abramowitz and Stegun 26.2.17: right to seven digits. */
export function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return x >= 0 ? 1 - upper : upper;
}

/**
 * Of the symmetric beta distribution, by integration over an angle, x = sin(angle)^2, which takes the poles at the ends
 * out of the density for parameters from 1/2 on and makes them mild below.
 */
export function betaCdf(alpha: number): Cdf {
  if (alpha === 1) return uniformCdf(0, 1);
  const density = (angle: number) => (Math.sin(angle) * Math.cos(angle)) ** (2 * alpha - 1);
  // The angle is a power of the variable of integration, whose density then starts without a pole.
  const power = 1 / (2 * alpha);
  const half = Math.PI / 4;
  const steps = 4000;
  const sums = new Float64Array(steps + 1);
  for (let i = 0; i < steps; i++) {
    const u = (i + 0.5) / steps;
    sums[i + 1] = sums[i]! + density(half * u ** power) * half * power * u ** (power - 1);
  }
  const lower: Cdf = (x) => {
    const u = (Math.asin(Math.sqrt(x)) / half) ** (1 / power);
    const below = Math.min(steps - 1, Math.floor(u * steps));
    const part = (u * steps - below) * (sums[below + 1]! - sums[below]!);
    return (0.5 * (sums[below]! + part)) / sums[steps]!;
  };
  return (x) => (x <= 0.5 ? lower(Math.max(0, x)) : 1 - lower(Math.max(0, 1 - x)));
}
