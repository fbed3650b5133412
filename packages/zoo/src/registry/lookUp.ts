import { ZooError } from '../errors.ts';
import type { PublishedWeights } from './entry.ts';
import { publishedWeights } from './publishers.ts';

/** Every published file of weights that is known. */
export function listWeights(): PublishedWeights[] {
  return [...publishedWeights];
}

/**
 * Published weights by their name, `model.tag`.
 *
 * @throws ZooError when there are none of that name, or their network cannot be built here.
 */
export function resolveWeights(name: string): PublishedWeights {
  const found = publishedWeights.find((weights) => weights.name === name);
  if (found?.unsupported !== undefined) {
    throw new ZooError(
      'ZOO_UNKNOWN_WEIGHTS',
      `expected weights of a network that can be built but ${name} cannot be: ${found.unsupported}`,
    );
  }
  if (found) return found;
  const [model] = name.split('.');
  const near = publishedWeights.filter(
    (weights) => weights.model === model && weights.unsupported === undefined,
  );
  const names = (
    near.length > 0 ? near : publishedWeights.filter(({ unsupported }) => unsupported === undefined)
  ).map((each) => each.name);
  throw new ZooError(
    'ZOO_UNKNOWN_WEIGHTS',
    `expected one of ${names.join(', ')} for the published weights but received '${name}'`,
  );
}
