import { TrainerError } from './errors.ts';
import type { TrainOptions } from './train.ts';

/** @throws TrainerError naming the first option that makes no sense. */
export function checkOptions({
  epochs,
  training,
  validation,
  resume,
  directory,
  accumulate,
  clipNorm,
  averageDecay,
  checkpoints,
  startEpoch,
}: TrainOptions): void {
  check('a whole number of at least 1', 'epochs', epochs, isCount);
  check('a whole number of at least 1', 'startEpoch', startEpoch ?? 1, isCount);
  check('a whole number of at least 1', 'accumulate', accumulate ?? 1, isCount);
  check('a number above 0', 'clipNorm', clipNorm ?? 1, (value) => value > 0);
  check('a number from 0 to 1', 'averageDecay', averageDecay ?? 0, (value) => value >= 0 && value <= 1);
  check('a number of at least 0', 'minutes', checkpoints?.minutes ?? 0, (value) => value >= 0);
  check('a whole number of at least 1', 'keep', checkpoints?.keep ?? 1, isCount);
  for (const [name, source] of Object.entries({ training, validation })) {
    if (source.length < 1) {
      throw new TrainerError('TRAINER_BAD_OPTION', `expected at least one ${name} sample but received none`);
    }
  }
  if (resume && directory === undefined) {
    throw new TrainerError('TRAINER_BAD_OPTION', 'expected a directory to resume from but received none');
  }
}

function check(expected: string, name: string, value: number, fits: (value: number) => boolean): void {
  if (fits(value)) return;
  throw new TrainerError('TRAINER_BAD_OPTION', `expected ${expected} for ${name} but received ${value}`);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
