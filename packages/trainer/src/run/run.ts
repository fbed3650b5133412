import type { Model } from '@resnext/zoo';
import type { Epoch } from '../epoch.ts';
import type { Meter } from '../meter.ts';
import type { Stepper } from '../step.ts';
import { openDirectory, type DirectoryOptions } from './runDirectory.ts';
import { beginningWith, type State } from './state.ts';

export interface CheckpointOptions {
  /** Between checkpoints within an epoch; 10 unless told. */
  readonly minutes?: number;
  /** How many of the last there are, besides the one of the best epoch; 2 unless told. */
  readonly keep?: number;
}

export interface RunOptions extends DirectoryOptions {
  readonly model: Model;
  readonly checkpoints?: CheckpointOptions;
  /** The first, from 1, for a training that goes on with weights from elsewhere; 1 unless told. */
  readonly startEpoch?: number;
}

/** What outlives the process, or nothing of the kind where there is no directory. */
export interface Run {
  readonly state: State;
  /** What can be resumed, in words. */
  readonly kept: string;
  /** Keeps the state if the last time is long ago. */
  afterStep(place: Place): Promise<void>;
  /** Keeps the state now. */
  save(place: Place): Promise<void>;
  /** Remembers an epoch, with which the training may be `stopped`, and keeps the state after it. */
  endEpoch(epoch: Epoch, options: { readonly stopped: boolean }): Promise<void>;
}

/** In the middle of an epoch. */
export interface Place {
  readonly epoch: number;
  readonly step: number;
  readonly meter: Meter;
}

/**
 * The run that `options.directory` holds or will hold; without a directory it only remembers.
 *
 * @throws TrainerError when there is something in the way, or nothing to resume.
 */
export async function openRun(options: RunOptions, stepper: Stepper): Promise<Run> {
  const { minutes = 10, keep = 2 } = options.checkpoints ?? {};
  const directory = await openDirectory(options, { model: options.model, stepper });
  let state = (await directory?.resumed()) ?? beginningWith(options.startEpoch ?? 1);
  let saved = performance.now();

  async function keepState(next: State): Promise<void> {
    state = next;
    await directory?.write(next, keep);
    saved = performance.now();
  }

  const run: Run = {
    get state() {
      return state;
    },
    get kept() {
      return directory?.kept ?? 'nothing is kept, as there is no directory';
    },
    async afterStep(place) {
      if (performance.now() - saved >= minutes * 60_000) await run.save(place);
    },
    async save({ epoch, step, meter }) {
      await keepState({ epoch, step, steps: stepper.steps, tally: meter.tally, history: state.history });
    },
    async endEpoch(epoch, { stopped }) {
      const history = [...state.history, epoch];
      await keepState({ epoch: epoch.epoch + 1, step: 0, steps: stepper.steps, stopped, history });
    },
  };
  return run;
}
