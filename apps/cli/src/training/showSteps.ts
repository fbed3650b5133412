import type { Callback, StepEvent } from '@resnext/trainer';
import type { Output } from '../context.ts';
import { decimal, duration } from '../output/numbers.ts';
import { isTerminal, startProgress, type Progress } from '../output/progress.ts';

/** How often a log hears of the steps. */
const SECONDS_A_LINE = 30;

/** Where a training is: a line that moves on a terminal, and lines now and then anywhere else. */
export function showSteps(output: Output): Callback {
  return isTerminal(output) ? movingLine(output) : plainLines(output);
}

function movingLine(output: Output): Callback {
  let progress: Progress | undefined;
  const stop = (): void => {
    progress?.stop();
    progress = undefined;
  };
  let validating = false;
  return {
    onStep(event) {
      const { epoch, epochs, step, steps } = event;
      progress ??= startProgress(output, `epoch ${epoch}/${epochs}`, steps);
      progress.update(step, detailsOf(event));
    },
    onValidationBatch({ batch, batches }) {
      if (!validating) stop();
      validating = true;
      progress ??= startProgress(output, 'validating', batches);
      progress.update(batch);
    },
    onEpoch() {
      validating = false;
      stop();
    },
    onEnd: stop,
  };
}

function plainLines(output: Output): Callback {
  let last = performance.now();
  return {
    onStep(event) {
      if (performance.now() - last < SECONDS_A_LINE * 1000) return;
      last = performance.now();
      const { epoch, epochs, step, steps, seconds } = event;
      const left = duration((steps - step) * seconds);
      output.write(
        `epoch ${epoch}/${epochs}  step ${step}/${steps}  ${detailsOf(event)}  ${left} of the epoch left\n`,
      );
    },
  };
}

function detailsOf({ loss, top1, top5, images, seconds, waitSeconds }: StepEvent): string {
  return [
    `loss ${decimal(loss, 3)}`,
    `top-1 ${decimal(top1, 2)} %`,
    `top-5 ${decimal(top5, 2)} %`,
    `${decimal(images / seconds, 1)} images/s`,
    `waits ${decimal((100 * waitSeconds) / seconds, 0)} %`,
  ].join('  ');
}
