import { labelsOf } from '@resnext/zoo';
import type { Clock } from '../batching/clock.ts';
import type { Turns } from '../batching/turns.ts';
import type { Decoder } from '../service/decoder.ts';
import type { Engine } from '../service/engine.ts';
import type { ModelOnDisk, VersionOnDisk } from './modelSource.ts';
import { ServedVersion } from './servedVersion.ts';

export interface StartVersionOptions {
  readonly engine: Engine;
  readonly decoder: Decoder;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly name: string;
}

/** Loads a version into the engine. @throws what reading its weights or its labels fails with; nothing is left then */
export async function startVersion(
  { version, weights }: VersionOnDisk,
  { settings, labels }: ModelOnDisk,
  { engine, ...options }: StartVersionOptions,
): Promise<ServedVersion> {
  const network = await engine.load(weights, { warmUp: [...new Set([1, settings.max_batch_size])] });
  try {
    return new ServedVersion({
      ...options,
      version,
      settings,
      network,
      labels: await labelsOf(network.row, labels),
    });
  } catch (error) {
    await network.unload();
    throw error;
  }
}
