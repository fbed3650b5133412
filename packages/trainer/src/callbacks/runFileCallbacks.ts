import { join } from 'node:path';
import type { Model } from '@resnext/zoo';
import { runFiles } from '../run/files.ts';
import type { Callback } from './callback.ts';
import { standardLogs } from './standardLogs.ts';
import { tensorBoard } from './tensorBoard.ts';
import { weightFiles } from './weightFiles.ts';

/** What a run's directory gets besides its checkpoints; nothing without a directory. */
export function runFileCallbacks({
  directory,
  model,
}: {
  readonly directory?: string;
  readonly model: Model;
}): Callback[] {
  if (directory === undefined) return [];
  return [
    weightFiles(directory),
    standardLogs(directory, model.row),
    tensorBoard(join(directory, runFiles.events)),
  ];
}
