import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelRow } from '@resnext/zoo';
import { z } from 'zod';
import { bestSchema } from '../epoch.ts';
import { TrainerError } from '../errors.ts';
import { runFiles } from './files.ts';
import { writeText } from './writeText.ts';

const runSchema = z.object({
  /** What the caller of `train` gave to set it up again. */
  configuration: z.record(z.string(), z.unknown()),
  model: z.record(z.string(), z.unknown()),
  /** The last epoch that was finished; 0 before the first. */
  epoch: z.int(),
  best: bestSchema.optional(),
});

/** What `train.json` says of a run. */
export type RunSummary = z.infer<typeof runSchema>;

export interface WrittenRun extends Omit<RunSummary, 'configuration' | 'model'> {
  readonly configuration: object;
  readonly model: ModelRow;
}

export function writeRun(directory: string, run: WrittenRun): Promise<void> {
  return writeText(join(directory, runFiles.run), `${JSON.stringify(run, null, 2)}\n`);
}

/**
 * @param directory that `train` wrote to
 * @throws TrainerError when there is no run.
 */
export async function readRun(directory: string): Promise<RunSummary> {
  const path = join(directory, runFiles.run);
  try {
    return runSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError ? 'it is not one' : cause instanceof Error ? cause.message : String(cause);
    throw new TrainerError(
      'TRAINER_BAD_CHECKPOINT',
      `expected a run's ${runFiles.run} at ${path} but ${reason}`,
      { cause },
    );
  }
}
