import { judge } from '@resnext/evaluator';
import { z } from 'zod';
import type { Epoch, Scores } from './epoch.ts';
import type { Judgement } from './judging/judge.ts';
import type { StepResult } from './step.ts';

export const tallySchema = z.object({
  samples: z.int().min(0),
  /** Sum over the samples. */
  loss: z.number(),
  /** Samples. */
  top1: z.int().min(0),
  top5: z.int().min(0),
  /** Training alone, and what of it was waiting for data. */
  seconds: z.number().min(0),
  waitSeconds: z.number().min(0),
});

/** Sums over the steps of an epoch so far, which outlive the process. */
export type Tally = z.infer<typeof tallySchema>;

const nothing: Tally = { samples: 0, loss: 0, top1: 0, top5: 0, seconds: 0, waitSeconds: 0 };

/** Scores of the steps so far, each sample counting the same, and the time they took. */
export class Meter {
  readonly #classes: number;
  readonly #tally: Tally;

  constructor(classes: number, tally: Tally = nothing) {
    this.#classes = classes;
    this.#tally = { ...tally };
  }

  update(
    { labels, logits, loss }: StepResult,
    time: { readonly seconds: number; readonly waitSeconds: number },
  ): void {
    const tally = this.#tally;
    tally.samples += labels.length;
    tally.loss += loss * labels.length;
    labels.forEach((label, sample) => {
      const row = logits.subarray(sample * this.#classes, (sample + 1) * this.#classes);
      const { rank } = judge(sample, row, [label]);
      if (rank < 1) tally.top1++;
      if (rank < 5) tally.top5++;
    });
    tally.seconds += time.seconds;
    tally.waitSeconds += time.waitSeconds;
  }

  get tally(): Tally {
    return { ...this.#tally };
  }

  result(): Scores {
    const { loss, top1, top5, samples } = this.#tally;
    return { loss: loss / samples, top1: (100 * top1) / samples, top5: (100 * top5) / samples };
  }

  /** @param before the best of the epochs before */
  endEpoch(
    place: Pick<Epoch, 'epoch' | 'epochs' | 'learningRate'>,
    judgement: Judgement,
    before: Epoch['best'] | undefined,
  ): Epoch {
    const { loss, top1, top5 } = judgement;
    const { samples, seconds, waitSeconds } = this.#tally;
    const improved = !before || top1 > before.top1;
    return {
      ...place,
      train: this.result(),
      test: { loss, top1, top5 },
      seconds: seconds + judgement.seconds,
      imagesPerSecond: samples / seconds,
      waitSeconds,
      best: improved ? { epoch: place.epoch, top1 } : before,
    };
  }
}
