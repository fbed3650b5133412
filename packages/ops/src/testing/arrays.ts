import { expect } from 'vitest';

/** Numbers between -1 and 1 that depend on the seed alone; all different, so that maxima have no ties. */
export function noise(length: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 1) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  });
}

export const volume = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** Expects each number within `tolerance` of the largest expected magnitude. */
export function expectClose(
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
): void {
  expect(received.length).toBe(expected.length);
  const largest = Math.max(1, ...Array.from(expected, Math.abs));
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(received[i]! - expected[i]!);
    if (!(difference <= worst)) worst = difference;
  }
  expect(worst / largest).toBeLessThanOrEqual(tolerance);
}
