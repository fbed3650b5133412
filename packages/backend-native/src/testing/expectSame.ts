import { expect } from 'vitest';
import type { Values } from './onBoth.ts';

/** Expects equal shapes and types, and each number within `tolerance` of the largest expected magnitude. */
export function expectSame(received: readonly Values[], expected: readonly Values[], tolerance = 1e-5): void {
  expect(received.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
    expected.map(({ shape, dtype }) => ({ shape, dtype })),
  );
  expected.forEach(({ values }, index) => {
    const own = received[index]!.values;
    expect(own.length).toBe(values.length);
    let largest = 1;
    let worst = 0;
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i]) && Number.isNaN(own[i])) continue;
      if (values[i] === own[i]) continue;
      largest = Math.max(largest, Math.abs(values[i]!));
      const difference = Math.abs(own[i]! - values[i]!);
      // Not Math.max: a NaN must not pass.
      if (!(difference <= worst)) worst = difference;
    }
    expect(worst / largest).toBeLessThanOrEqual(tolerance);
  });
}
