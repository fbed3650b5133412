import type { Random } from './random.ts';

/** The indices 0 to `length` - 1 in a random order, every order equally likely (Fisher and Yates). */
export function shuffledIndices(length: number, random: Random): Int32Array {
  const indices = Int32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const chosen = random.int(last + 1);
    const index = indices[chosen]!;
    indices[chosen] = indices[last]!;
    indices[last] = index;
  }
  return indices;
}
