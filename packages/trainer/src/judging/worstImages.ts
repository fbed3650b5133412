import { judge } from '@resnext/evaluator';
import type { Batch } from '../batch.ts';

const KEPT = 24;

/** An image that the model got wrong, or hardly right. */
export interface WorstImage {
  /** In the order of the validation set. */
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** Of the answer and of the label, from 0 to 1. */
  readonly answerProbability: number;
  readonly labelProbability: number;
  /** [height * width * channels], from 0 to 255. */
  readonly pixels: Uint8Array;
  readonly shape: readonly [height: number, width: number, channels: number];
}

/** Keeps the images whose labels were given the least probability. */
export class WorstImages {
  readonly #classes: number;
  #seen = 0;
  #worst: WorstImage[] = [];

  constructor(classes: number) {
    this.#classes = classes;
  }

  /** @param logits [N * classes] */
  update(logits: Float32Array, { images, labels, shape }: Batch): void {
    const [, height, width, channels] = shape;
    const size = height * width * channels;
    labels.forEach((label, sample) => {
      const row = logits.subarray(sample * this.#classes, (sample + 1) * this.#classes);
      const { index, prediction, confidence, loss } = judge(this.#seen++, row, [label]);
      const labelProbability = Math.exp(-loss);
      // NaN is as bad as it gets.
      if (this.#worst.length === KEPT && labelProbability >= this.#worst[KEPT - 1]!.labelProbability) return;
      const values = images.subarray(sample * size, (sample + 1) * size);
      this.#worst.push({
        ...{ index, label, labelProbability },
        ...{ answer: prediction, answerProbability: confidence },
        pixels: values instanceof Uint8Array ? values.slice() : Uint8Array.from(values, toByte),
        shape: [height, width, channels],
      });
      this.#worst.sort((a, b) => a.labelProbability - b.labelProbability || a.index - b.index);
      this.#worst = this.#worst.slice(0, KEPT);
    });
  }

  result(): readonly WorstImage[] {
    return this.#worst;
  }
}

function toByte(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
