import { TopKAccuracy } from '@resnext/evaluator';
import type { Batch } from './batch.ts';
import type { Scores } from './epoch.ts';
import type { StepResult } from './step.ts';

/** Scores of the batches so far, each sample counting the same. */
export class Meter {
  readonly #top1 = new TopKAccuracy(1);
  readonly #top5 = new TopKAccuracy(5);
  readonly #classes: number;
  #loss = 0;
  #samples = 0;

  constructor(classes: number) {
    this.#classes = classes;
  }

  update({ labels }: Batch, { loss, logits }: StepResult): void {
    this.#top1.update(logits, labels, this.#classes);
    this.#top5.update(logits, labels, this.#classes);
    this.#loss += loss * labels.length;
    this.#samples += labels.length;
  }

  result(): Scores {
    return { loss: this.#loss / this.#samples, top1: this.#top1.result(), top5: this.#top5.result() };
  }
}
