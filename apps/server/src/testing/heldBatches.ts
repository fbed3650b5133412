import { ServerError } from '../errors.ts';
import type { BatchAnswer, BatchPart } from '../service/engine.ts';

export interface HeldBatch {
  readonly parts: readonly BatchPart[];
  answer(): void;
  fail(error?: Error): void;
}

/** Computes a batch when it is told to; the logits of an image are its first value, and its first value and `mark`. */
export class HeldBatches {
  /** What is being computed. */
  readonly running: HeldBatch[] = [];
  /** All that ever was. */
  readonly all: HeldBatch[] = [];
  /** Whether batches are answered without being told to. */
  isFree = false;

  run(parts: readonly BatchPart[], mark = 0): Promise<BatchAnswer> {
    return new Promise((resolve, reject) => {
      const batch = {
        parts,
        answer: () => this.#end(batch, () => resolve(answerTo(parts, mark))),
        fail: (error: Error = new ServerError('SERVER_INTERNAL', 'expected an engine that runs')) =>
          this.#end(batch, () => reject(error)),
      };
      this.running.push(batch);
      this.all.push(batch);
      if (this.isFree) batch.answer();
    });
  }

  #end(batch: HeldBatch, how: () => void): void {
    this.running.splice(this.running.indexOf(batch), 1);
    how();
  }
}

const explanation = { maps: [{ index: 1, height: 1, width: 2, values: Float32Array.of(3, 4) }] };

function answerTo(parts: readonly BatchPart[], mark: number): BatchAnswer {
  return {
    logits: Float32Array.from(
      parts.flatMap((part) => firstValues(part).flatMap((value) => [value, value + mark])),
    ),
    explanations: parts.map((part) =>
      part.explain === undefined ? [] : firstValues(part).map(() => explanation),
    ),
    durations: { input: 10, infer: 100, output: 1 },
  };
}

/** Of each image of a part. */
export function firstValues({ images: { shape, values } }: BatchPart): number[] {
  const [count] = shape;
  return Array.from({ length: count }, (_, index) => values[(index * values.length) / count]!);
}
