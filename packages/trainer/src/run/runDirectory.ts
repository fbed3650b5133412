import { access, constants, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TrainerError } from '../errors.ts';
import {
  listCheckpoints,
  pruneCheckpoints,
  readCheckpoint,
  writeCheckpoint,
  type Training,
} from './checkpoint.ts';
import { runFiles } from './files.ts';
import type { State } from './state.ts';
import { readRun, writeRun } from './trainJson.ts';

export interface DirectoryOptions {
  /** Where weights, metrics and curves go; nothing is written unless told. */
  readonly directory?: string;
  /** Goes on from what `directory` holds. */
  readonly resume?: boolean;
  /** Replaces a run that `directory` holds; refused unless told. */
  readonly overwrite?: boolean;
  /** Whatever the caller needs to set the training up again; kept in `train.json`. */
  readonly configuration?: object;
}

/** A run on disk. */
export interface RunDirectory {
  /** Where the run stopped, put back; nothing if it has to begin. */
  resumed(): Promise<State | undefined>;
  /** @param keep how many of the last checkpoints there are from now on, besides the best epoch's */
  write(state: State, keep: number): Promise<void>;
  /** What can be resumed, in words. */
  readonly kept: string;
}

export async function openDirectory(
  { directory, resume = false, overwrite = false, configuration = {} }: DirectoryOptions,
  training: Training,
): Promise<RunDirectory | undefined> {
  if (directory === undefined) return undefined;
  const folder = join(directory, runFiles.checkpoints);
  const { row: model } = training.model;
  // A run that is resumed must be one.
  if (resume) await readRun(directory);
  else await prepare(directory, overwrite);
  let last: State | undefined;
  if (!resume) await writeRun(directory, { configuration, model, epoch: 0 });

  const kept = (): string =>
    last ? `${placeOf(last)} is kept in ${directory}` : 'no checkpoint is kept yet';

  return {
    get kept() {
      return kept();
    },
    async resumed() {
      const steps = resume ? (await listCheckpoints(folder)).at(-1) : undefined;
      if (steps !== undefined) last = await readCheckpoint(folder, steps, training);
      return last;
    },
    async write(state, keep) {
      try {
        await writeCheckpoint(folder, training, state);
        const best = state.history.at(-1)?.best;
        const { configuration: given } = await readRun(directory);
        await writeRun(directory, {
          configuration: given,
          model,
          epoch: state.history.at(-1)?.epoch ?? 0,
          best,
        });
      } catch (cause) {
        throw cannotWrite(directory, cause, kept());
      }
      last = state;
      await pruneCheckpoints(folder, await worthKeeping(folder, state, keep));
    },
  };
}

/** The last ones, and the best epoch's. */
async function worthKeeping(folder: string, state: State, keep: number): Promise<number[]> {
  const all = await listCheckpoints(folder);
  const { history } = state;
  const epochsToBest = history.findIndex(({ epoch }) => epoch === history.at(-1)?.best.epoch) + 1;
  // An epoch ends with its last step, and all have the same number of them.
  const best = (epochsToBest * (state.steps - state.step)) / history.length;
  return all.filter((steps, index) => index >= all.length - keep || steps === best);
}

async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch {
    // Of a read-only disk Node says that there is no such folder; of a folder alone, what is wrong.
    await mkdir(directory);
  }
}

/** Whether there is anything that took time to make. */
async function holdsRun(directory: string): Promise<boolean> {
  const weights = [runFiles.last, runFiles.best].map((file) =>
    access(join(directory, file)).then(
      () => true,
      () => false,
    ),
  );
  const checkpoints = await listCheckpoints(join(directory, runFiles.checkpoints));
  return checkpoints.length > 0 || (await Promise.all(weights)).includes(true);
}

async function prepare(directory: string, overwrite: boolean): Promise<void> {
  try {
    await makeFolder(directory);
    await access(directory, constants.W_OK);
  } catch (cause) {
    throw cannotWrite(directory, cause);
  }
  if (!overwrite && (await holdsRun(directory))) {
    throw new TrainerError(
      'TRAINER_BAD_OPTION',
      `expected a directory without a run but ${directory} holds one; resume it, or choose another`,
    );
  }
  // At once, so that no file of an old run is taken for one of the new.
  for (const file of Object.values(runFiles)) {
    await rm(join(directory, file), { force: true, recursive: true });
  }
}

function placeOf({ epoch, step }: State): string {
  return step > 0 ? `epoch ${epoch}, step ${step},` : `epoch ${epoch - 1}`;
}

function cannotWrite(directory: string, cause: unknown, kept?: string): TrainerError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const end = kept ? `; ${kept}` : '';
  // The disk may have been ready to take what was not worth keeping.
  if (cause instanceof TrainerError) return new TrainerError(cause.code, `${cause.message}${end}`, { cause });
  return new TrainerError(
    'TRAINER_CANNOT_WRITE',
    `expected a directory to write to, ${directory}, but ${reason}${end}`,
    { cause },
  );
}
