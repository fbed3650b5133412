import type { Sample } from '../datasets/sample.ts';
import type { Random } from '../random/random.ts';
import { described, type AnyTransform, type Transform } from './transform.ts';

/**
 * Applies transforms one after the other, in the order given, all drawing from one generator. What follows a transform
 * that makes several samples is applied to each of them.
 */
export function compose(...transforms: readonly Transform[]): Transform;
export function compose(...transforms: readonly AnyTransform[]): AnyTransform;
export function compose(...transforms: readonly AnyTransform[]): AnyTransform {
  const [first, ...rest] = transforms;
  const composed = (sample: Sample, random: Random) => applyAll(transforms, sample, random);
  const choose =
    first?.choose &&
    ((...args: Parameters<NonNullable<AnyTransform['choose']>>) => {
      const { region, finish } = first.choose!(...args);
      return { region, finish: (part: Sample) => applyAll(rest, finish(part), args[1]) };
    });
  // One that cannot be described makes the whole one that cannot.
  if (!transforms.every(({ description }) => description))
    return Object.assign(composed, choose && { choose });
  return described(
    'compose',
    transforms.map(({ description }) => description),
    composed,
    choose,
  );
}

type Samples = Sample | readonly Sample[];

function applyAll(transforms: readonly AnyTransform[], sample: Samples, random: Random): Samples {
  return transforms.reduce<Samples>(
    (current, transform) =>
      isSeveral(current) ? current.flatMap((each) => transform(each, random)) : transform(current, random),
    sample,
  );
}

function isSeveral(samples: Samples): samples is readonly Sample[] {
  return Array.isArray(samples);
}
