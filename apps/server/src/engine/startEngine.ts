import type { BatchPart, Engine, EngineModel } from '../service/engine.ts';
import { movable } from '../threads/movable.ts';
import { checkParts } from './checkParts.ts';
import { EngineThread } from './engineThread.ts';
import type { EngineOptions } from './protocol.ts';

/**
 * Starts the thread that computes.
 *
 * @throws ServerError `SERVER_BAD_CONFIG` when the backend cannot be had, with the reason.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { thread, backend } = await EngineThread.start(options);
  return {
    backend,
    failed: thread.failed,
    async load(path, { warmUp = [1] } = {}) {
      const { network, row } = await thread.ask('load', { path, warmUp });
      const model: EngineModel = {
        row,
        async run(parts) {
          checkParts(row, parts);
          const moving = parts.map(toMove);
          const buffers = moving.map(({ images }) => images.values.buffer as ArrayBuffer);
          return thread.ask('run', { network, parts: moving }, buffers);
        },
        unload: () => thread.ask('unload', { network }),
      };
      return model;
    },
    close: () => thread.close(),
  };
}

function toMove({ images, explain }: BatchPart): BatchPart {
  return images.kind === 'pixels'
    ? { images: { ...images, values: movable(images.values) }, explain }
    : { images: { ...images, values: movable(images.values) }, explain };
}
