import { setImmediate } from 'node:timers/promises';
import type { Model } from '@resnext/zoo';
import type { Batch, BatchSource } from './batch.ts';
import type { Epoch } from './epoch.ts';
import { TrainerError } from './errors.ts';
import { Meter } from './meter.ts';
import { openRun } from './run/runDirectory.ts';
import type { Schedule } from './schedules.ts';
import { createStepper, type StepOptions, type StepResult } from './step.ts';
import { validate } from './validate.ts';

export interface TrainOptions extends StepOptions {
  readonly model: Model;
  readonly training: BatchSource;
  readonly validation: BatchSource;
  readonly epochs: number;
  readonly schedule: Schedule;
  /** Where weights, metrics and curves go after each epoch; nothing is written unless told. */
  readonly directory?: string;
  /** Goes on from what `directory` holds. */
  readonly resume?: boolean;
  /** Replaces a run that `directory` holds; refused unless told. */
  readonly overwrite?: boolean;
  /** Whatever the caller needs to set the training up again; kept in `train.json`. */
  readonly configuration?: object;
  /** Stops after the current step. */
  readonly signal?: AbortSignal;
  readonly onStep?: (progress: StepProgress) => void;
}

/** Where a training is. */
export interface StepProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** From 1, within the epoch. */
  readonly step: number;
  readonly steps: number;
  /** Of this step's batch. */
  readonly loss: number;
  /** Accuracy in percent over the epoch so far. */
  readonly top1: number;
  readonly learningRate: number;
  /** In this step's batch. */
  readonly images: number;
}

/**
 * Trains a model as the authors do - SGD with Nesterov momentum, validation and a checkpoint after every
 * epoch - and yields each epoch as it ends. Same seeds, same backend: the same weights, also when the
 * training was stopped and resumed in between.
 *
 * @throws TrainerError when an option makes no sense, the loss is no longer finite, the run cannot be
 *   read or written, or `signal` stops it.
 */
export async function* train(options: TrainOptions): AsyncGenerator<Epoch, void> {
  const { model, training, validation, epochs, schedule, signal, onStep } = options;
  checkOptions(options);
  const stepper = createStepper(model, options);
  try {
    const run = await openRun(options, stepper.optimiser);
    for (let epoch = run.epoch + 1; epoch <= epochs; epoch++) {
      const start = performance.now();
      const learningRate = schedule({ epoch, epochs });
      const meter = new Meter(model.row.classes);
      let step = 0;
      for await (const batch of training.epoch(epoch)) {
        // Backends that compute in place never let an event in, such as the one that aborts.
        await setImmediate();
        if (signal?.aborted) throw interrupted(epoch, run.epoch, options);
        const result = await stepper.step(batch, learningRate);
        step++;
        checkLoss(result, { epoch, step, learningRate }, options);
        meter.update(batch, result);
        onStep?.(progressOf(batch, result, { epoch, epochs, step, learningRate }, meter, training));
      }
      const test = await validate(model, validation);
      const seconds = (performance.now() - start) / 1000;
      yield await run.endEpoch({ epoch, epochs, learningRate, train: meter.result(), test, seconds });
    }
  } finally {
    stepper.dispose();
  }
}

function progressOf(
  batch: Batch,
  { loss }: StepResult,
  place: Pick<StepProgress, 'epoch' | 'epochs' | 'step' | 'learningRate'>,
  meter: Meter,
  { batchesPerEpoch }: BatchSource,
): StepProgress {
  return { ...place, steps: batchesPerEpoch, loss, top1: meter.result().top1, images: batch.labels.length };
}

function checkOptions({ epochs, training, validation, resume, directory }: TrainOptions): void {
  if (!Number.isSafeInteger(epochs) || epochs < 1) {
    throw new TrainerError(
      'TRAINER_BAD_OPTION',
      `expected a whole number of at least 1 for epochs but received ${epochs}`,
    );
  }
  for (const [name, source] of Object.entries({ training, validation })) {
    if (source.length < 1) {
      throw new TrainerError('TRAINER_BAD_OPTION', `expected at least one ${name} sample but received none`);
    }
  }
  if (resume && directory === undefined) {
    throw new TrainerError('TRAINER_BAD_OPTION', 'expected a directory to resume from but received none');
  }
}

function checkLoss(
  { loss }: StepResult,
  place: { readonly epoch: number; readonly step: number; readonly learningRate: number },
  { directory }: TrainOptions,
): void {
  if (Number.isFinite(loss)) return;
  const kept =
    place.epoch > 1 && directory !== undefined ? `; epoch ${place.epoch - 1} is kept in ${directory}` : '';
  throw new TrainerError(
    'TRAINER_LOSS_NOT_FINITE',
    `expected a finite loss but epoch ${place.epoch}, step ${place.step} gave ${loss} ` +
      `at a learning rate of ${place.learningRate}; lower the learning rate or check the images${kept}`,
  );
}

function interrupted(epoch: number, kept: number, { directory }: TrainOptions): TrainerError {
  const state =
    kept > 0 && directory !== undefined ? `epoch ${kept} is kept in ${directory}` : 'no epoch was finished';
  return new TrainerError('TRAINER_INTERRUPTED', `interrupted in epoch ${epoch}; ${state}`);
}
