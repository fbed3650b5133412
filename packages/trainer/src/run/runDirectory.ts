import { access, constants, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { saveModel, type Model } from '@resnext/zoo';
import type { Epoch } from '../epoch.ts';
import { TrainerError } from '../errors.ts';
import { drawCurves } from '../logs/curves.ts';
import { metricsCsv } from '../logs/metricsCsv.ts';
import type { Sgd } from '../sgd.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { runFiles } from './files.ts';
import { readRun, writeRun } from './trainJson.ts';
import { writeText } from './writeText.ts';

export interface RunOptions {
  readonly model: Model;
  readonly directory?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly configuration?: object;
}

/** What outlives the process, or nothing of the kind. */
export interface Run {
  /** The last epoch that is done. */
  readonly epoch: number;
  endEpoch(epoch: Omit<Epoch, 'best'>): Promise<Epoch>;
}

/**
 * The run that `options.directory` holds or will hold; without a directory it only remembers.
 *
 * @throws TrainerError when there is something in the way, or nothing to resume.
 */
export async function openRun(options: RunOptions, optimiser: Sgd): Promise<Run> {
  const { model, directory, resume = false, overwrite = false, configuration = {} } = options;
  const history: Epoch[] = [];
  if (directory !== undefined && resume) {
    history.push(...(await readCheckpoint(directory, model, optimiser)));
  } else if (directory !== undefined) {
    await prepareDirectory(directory, overwrite);
  }

  return {
    get epoch() {
      return history.at(-1)?.epoch ?? 0;
    },
    async endEpoch(ended) {
      const before = history.at(-1)?.best;
      const improved = !before || ended.test.top1 > before.top1;
      const epoch = { ...ended, best: improved ? { epoch: ended.epoch, top1: ended.test.top1 } : before };
      history.push(epoch);
      if (directory !== undefined) {
        // The checkpoint first: what follows can be made again from it.
        await writeCheckpoint(directory, { model, optimiser, history });
        await saveModel(model, join(directory, runFiles.last));
        if (improved) await saveModel(model, join(directory, runFiles.best));
        await writeText(join(directory, runFiles.metrics), metricsCsv(history));
        await writeText(join(directory, runFiles.curves), await drawCurves(history, model.row.name));
        await writeRun(directory, { configuration, model: model.row, best: epoch.best, epoch: epoch.epoch });
      }
      return epoch;
    },
  };
}

async function prepareDirectory(directory: string, overwrite: boolean): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrainerError('TRAINER_CANNOT_WRITE', `expected a directory to write to but ${reason}`, {
      cause,
    });
  }
  if (overwrite) {
    // At once, so that no file of the old run is taken for one of the new.
    for (const file of Object.values(runFiles)) await rm(join(directory, file), { force: true });
  } else if ((await readRun(directory).catch(() => undefined)) !== undefined) {
    throw new TrainerError(
      'TRAINER_BAD_OPTION',
      `expected a directory without a run but ${directory} holds one; resume it, or choose another`,
    );
  }
}
