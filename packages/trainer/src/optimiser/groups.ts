import type { Variable } from '@tensorflow/tfjs-core';
import type { Model } from '@resnext/zoo';
import { TrainerError } from '../errors.ts';
import { matchesPattern } from './pattern.ts';

/** Parameters that learn in their own way. */
export interface ParameterGroup {
  /** Of their names in the state dict, with `*` for any part: `layer4.*`, `fc.*`. */
  readonly pattern: string;
  /** What the learning rate is multiplied with; 1 unless told. */
  readonly rateFactor?: number;
  /** In place of the one for all. */
  readonly weightDecay?: number;
}

export interface DecayOptions {
  /** 1e-4 unless told. */
  readonly weightDecay?: number;
  /** Whether it is on batch norms and biases too, as the authors have it; true unless told. */
  readonly decaysVectors?: boolean;
  /** The first that matches a name decides. */
  readonly groups?: readonly ParameterGroup[];
}

export interface ParameterSettings {
  readonly rateFactor: number;
  readonly weightDecay: number;
}

/**
 * How each parameter learns, by its name.
 *
 * @throws TrainerError when a group matches no parameter.
 */
export function settingsOf(
  parameters: ReadonlyMap<string, Variable>,
  { weightDecay = 1e-4, decaysVectors = true, groups = [] }: DecayOptions,
): Map<string, ParameterSettings> {
  for (const { pattern } of groups) requireMatch(pattern, parameters.keys());
  return new Map(
    [...parameters].map(([name, { rank }]) => {
      const group = groups.find(({ pattern }) => matchesPattern(pattern, name));
      const decays = decaysVectors || rank > 1;
      return [
        name,
        { rateFactor: group?.rateFactor ?? 1, weightDecay: group?.weightDecay ?? (decays ? weightDecay : 0) },
      ];
    }),
  );
}

/**
 * Keeps the parameters whose names match one of the patterns as they are from now on; batch norms among them normalise
 * by their running statistics.
 *
 * @throws TrainerError when a pattern matches no parameter, or nothing is left to train.
 */
export function freeze(model: Model, patterns: readonly string[]): void {
  const names = [...model.variables().keys()];
  for (const pattern of patterns) requireMatch(pattern, names);
  model.freeze((name) => patterns.some((pattern) => matchesPattern(pattern, name)));
  if (model.parameters().size === 0) {
    throw new TrainerError(
      'TRAINER_BAD_OPTION',
      `expected patterns that leave something to train but ${patterns.join(', ')} freeze all of ${model.row.name}`,
    );
  }
}

function requireMatch(pattern: string, names: Iterable<string>): void {
  const all = [...names];
  if (all.some((name) => matchesPattern(pattern, name))) return;
  throw new TrainerError(
    'TRAINER_BAD_OPTION',
    `expected a pattern of parameters such as ${all[0]} but received '${pattern}', which matches none`,
  );
}
