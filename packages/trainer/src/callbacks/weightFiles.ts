import { join } from 'node:path';
import { saveModel } from '@resnext/zoo';
import { runFiles } from '../run/files.ts';
import type { Callback } from './callback.ts';

/** Keeps the weights of the last epoch, and those of the best. */
export function weightFiles(directory: string): Callback {
  return {
    async onEpoch({ epoch, model }) {
      await saveModel(model, join(directory, runFiles.last));
      if (epoch.best.epoch === epoch.epoch) await saveModel(model, join(directory, runFiles.best));
    },
  };
}
