import type { Tensor } from '@tensorflow/tfjs-core';
import { expectSame } from './expectSame.ts';
import { onBoth } from './onBoth.ts';

/** Expects of `native` what tfjs's own `cpu` gives. */
export async function expectBothSame(run: () => Tensor | Tensor[], tolerance?: number): Promise<void> {
  const { expected, received } = await onBoth(run);
  expectSame(received, expected, tolerance);
}
