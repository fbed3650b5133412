import type { Sample } from '../datasets/sample.ts';
import type { Rectangle, Size } from '../images/geometry.ts';
import type { Random } from '../random/random.ts';

/**
 * Turns a sample into another one, drawing every choice from `random`. It leaves the sample that it was given as it
 * was, and the same sample with an equal generator gives an equal result. Any function will do; what this package makes
 * knows more about itself.
 */
export interface Transform<Result = Sample> {
  (sample: Sample, random: Random): Result;
  /** How a worker makes the transform again. A function without one works in the main thread only. */
  readonly description?: TransformDescription;
  /** For a transform that looks at one part of an image only: nothing else need be decoded. */
  readonly choose?: (size: Size, random: Random) => Choice<Result>;
}

/** A transform that makes several samples out of one: views of it. */
export type MultiTransform = Transform<readonly Sample[]>;

/** A transform of either kind. */
export type AnyTransform = Transform<Sample | readonly Sample[]>;

/** A transform as plain data. */
export interface TransformDescription {
  /** The name under which it is exported, or the URL of the module that makes it. */
  readonly name: string;
  /** What it was made with. */
  readonly options: unknown;
}

/** The part of an image that a transform has chosen, and what it does with that part. */
export interface Choice<Result = Sample> {
  readonly region: Rectangle;
  readonly finish: (part: Sample) => Result;
}

/** Gives a transform its description. */
export function described<Result>(
  name: string,
  options: unknown,
  transform: (sample: Sample, random: Random) => Result,
  choose?: Transform<Result>['choose'],
): Transform<Result> {
  return Object.assign(transform, { description: { name, options }, ...(choose && { choose }) });
}
