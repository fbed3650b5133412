import type { Transform } from './transform.ts';

/** Applies transforms one after the other, in the order given, all drawing from one generator. */
export function compose(...transforms: readonly Transform[]): Transform {
  return (sample, random) => transforms.reduce((current, transform) => transform(current, random), sample);
}
