import type { Filter } from './filter.ts';

/** The binary places of a weight: as many as let a sum over 8-bit pixels fit 32 bits. */
export const WEIGHT_BITS = 22;

/** Which pixels of an axis go into each pixel of the result, and how much of each. */
export interface AxisWeights {
  /** How many pixels of the result there are. */
  length: number;
  /** The first pixel that goes into each one. */
  starts: Int32Array;
  /** How many pixels go into each one. */
  counts: Int32Array;
  /** `stride` weights for each one, in units of 2^-22; those beyond its count are unused. */
  weights: Int32Array;
  stride: number;
}

/** An axis of `from` pixels that becomes one of `to` pixels, of which only `length` from `start` are wanted. */
export interface AxisResize {
  from: number;
  to: number;
  start: number;
  length: number;
}

/**
 * The weights of a resize along one axis. When it shrinks, the filter is widened by the same factor, so that every
 * pixel counts (antialiasing). The arithmetic is PIL's, to the last bit.
 */
export function axisWeights({ from, to, start, length }: AxisResize, filter: Filter): AxisWeights {
  const scale = from / to;
  const widening = Math.max(1, scale);
  const support = filter.support * widening;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(length);
  const counts = new Int32Array(length);
  const weights = new Int32Array(length * stride);
  const exact = new Float64Array(stride);

  for (let position = 0; position < length; position++) {
    const centre = (start + position + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - first;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      exact[tap] = filter.weight((tap + first - centre + 0.5) * (1 / widening));
      sum += exact[tap]!;
    }
    for (let tap = 0; tap < count; tap++) {
      weights[position * stride + tap] = toFixedPoint(exact[tap]! / sum);
    }
    starts[position] = first;
    counts[position] = count;
  }
  return { length, starts, counts, weights, stride };
}

/** Rounded half away from zero. */
function toFixedPoint(weight: number): number {
  return Math.trunc(weight * 2 ** WEIGHT_BITS + Math.sign(weight) * 0.5);
}
