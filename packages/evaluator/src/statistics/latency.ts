import { quantile } from './quantile.ts';

/** How long batches took, in milliseconds. */
export interface LatencySummary {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Percentiles of times; NaN without any. */
export function summariseLatency(milliseconds: readonly number[]): LatencySummary {
  const sorted = Float64Array.from(milliseconds).sort();
  return {
    mean: sorted.reduce((sum, time) => sum + time, 0) / sorted.length,
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1) ?? NaN,
  };
}
