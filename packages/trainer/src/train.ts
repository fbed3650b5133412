import type { Model } from '@resnext/zoo';
import type { Batch, BatchSource } from './batch.ts';
import type { Callback } from './callbacks/callback.ts';
import { combine } from './callbacks/combine.ts';
import { runFileCallbacks } from './callbacks/runFileCallbacks.ts';
import { checkOptions } from './checkOptions.ts';
import type { Epoch } from './epoch.ts';
import { TrainerError } from './errors.ts';
import { openFeed } from './feed.ts';
import { judge } from './judging/judge.ts';
import { Meter } from './meter.ts';
import { explainOutOfMemory } from './outOfMemory.ts';
import { openRun, type Place, type Run, type RunOptions } from './run/run.ts';
import type { Schedule } from './schedules.ts';
import { createStepper, type StepOptions } from './step.ts';

export interface TrainOptions extends StepOptions, RunOptions {
  readonly model: Model;
  readonly training: BatchSource;
  readonly validation: BatchSource;
  readonly epochs: number;
  readonly schedule: Schedule;
  /** What happens beside the loop; a directory brings its own. */
  readonly callbacks?: readonly Callback[];
  /** Keeps the state and stops after the current step. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a model as the authors do - SGD with Nesterov momentum, validation and a checkpoint after every epoch - and
 * yields each epoch as it ends. Same seeds, same backend: the same weights, also when the training was stopped or
 * killed and resumed in between.
 *
 * @throws TrainerError when an option makes no sense, the loss is no longer finite, the run cannot be
 *   read or written, or `signal` stops it.
 */
export async function* train(options: TrainOptions): AsyncGenerator<Epoch, void> {
  checkOptions(options);
  const {
    model,
    training,
    validation,
    epochs,
    schedule,
    accumulate = 1,
    configuration = {},
    signal,
  } = options;
  const steps = Math.ceil(training.batchesPerEpoch / accumulate);
  const callbacks = combine([...runFileCallbacks(options), ...(options.callbacks ?? [])]);
  const stepper = createStepper(model, options);
  try {
    const run = await openRun(options, stepper);
    await callbacks.onStart({ totalSteps: stepper.steps });

    while (run.state.epoch <= epochs && !run.state.stopped) {
      const { epoch, tally, history } = run.state;
      const rateAt = (step: number): number => schedule({ done: epoch - 1 + step / steps, epochs });
      const meter = new Meter(model.row.classes, tally);
      let { step } = run.state;

      const first = step * accumulate;
      const feed = openFeed(() => training.epoch(epoch, { start: first }), model);
      try {
        while (step < steps) {
          await stopIfAsked(signal, run, { epoch, step, meter });
          const start = performance.now();
          const learningRate = rateAt(step);
          const result = await stepper.stepOn(feed, learningRate);
          step++;
          checkLoss(result, { epoch, step, learningRate }, run);
          const time = { seconds: (performance.now() - start) / 1000, waitSeconds: result.waitSeconds };
          meter.update(result, time);
          await callbacks.onStep({
            ...{ epoch, epochs, step, steps, totalSteps: stepper.steps, learningRate },
            ...{ ...meter.result(), loss: result.loss, images: result.labels.length, ...time },
          });
          await run.afterStep({ epoch, step, meter });
        }
      } catch (error) {
        throw await explainOutOfMemory(error, feed.shape, (smaller: Batch) => stepper.step(smaller, 0));
      } finally {
        await feed.close();
      }

      const judgement = await judge(stepper.average.model, validation, {
        onBatch: async (event) => {
          await stopIfAsked(signal, run, { epoch, step, meter });
          await callbacks.onValidationBatch(event);
        },
      });
      checkLoss(judgement, { epoch, step, learningRate: rateAt(step - 1) }, run);
      const ended = meter.endEpoch(
        { epoch, epochs, learningRate: rateAt(0) },
        judgement,
        history.at(-1)?.best,
      );
      const wish = await callbacks.onEpoch({
        ...{ epoch: ended, history: [...history, ended], totalSteps: stepper.steps },
        ...{ model: stepper.average.model, judgement, configuration },
      });
      await run.endEpoch(ended, { stopped: wish === 'stop' });
      yield ended;
    }
  } finally {
    await callbacks.onEnd();
    stepper.dispose();
  }
}

async function stopIfAsked(signal: AbortSignal | undefined, run: Run, place: Place): Promise<void> {
  if (!signal?.aborted) return;
  // Where nothing was done there is nothing to keep.
  if (place.step > 0) await run.save(place);
  throw new TrainerError('TRAINER_INTERRUPTED', `interrupted in epoch ${place.epoch}; ${run.kept}`);
}

function checkLoss(
  { loss }: { readonly loss: number },
  { epoch, step, learningRate }: { epoch: number; step: number; learningRate: number },
  run: Run,
): void {
  if (Number.isFinite(loss)) return;
  throw new TrainerError(
    'TRAINER_LOSS_NOT_FINITE',
    `expected a finite loss but epoch ${epoch}, step ${step} gave ${loss} at a learning rate of ` +
      `${learningRate}; lower the learning rate, clip the gradients or check the images; ${run.kept}`,
  );
}
