import { ServerError } from '../errors.ts';
import type { ModelSettings } from '../service/modelSettings.ts';
import type { ModelSource } from './modelSource.ts';
import type { NamedWeights } from './names.ts';
import { stampOf } from './stampOf.ts';

/** A weights file that is a model of its own, version 1. */
export function weightsFile({ name, path }: NamedWeights, settings: ModelSettings): ModelSource {
  return {
    name,
    async read() {
      const stamp = await stampOf(path);
      if (stamp === undefined) {
        throw new ServerError('SERVER_NOT_FOUND', `expected a weights file at ${path} but there is none`);
      }
      return { settings, versions: [{ version: '1', weights: path, stamp }] };
    },
  };
}
