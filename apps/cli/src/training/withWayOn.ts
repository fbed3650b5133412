import { readRun, TrainerError } from '@resnext/trainer';
import { CliError, exitCodes } from '../errors.ts';

/** Adds to an interruption how to go on. Other errors stay as they are. */
export async function withWayOn(error: unknown, directory: string): Promise<unknown> {
  if (!(error instanceof TrainerError) || error.code !== 'TRAINER_INTERRUPTED') return error;
  const saved = await readRun(directory).catch(() => undefined);
  const way = saved ? `; go on with: resnext train --resume ${directory}` : '';
  return new CliError(`${error.message}${way}`, exitCodes.interrupted);
}
