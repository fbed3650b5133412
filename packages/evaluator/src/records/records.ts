import type { Judgement } from '../judgement.ts';

/**
 * What became of each sample, column by column, in the order in which they were judged. In JSON, and so here, a sample
 * without a ranking has the rank -1.
 */
export interface Records {
  readonly index: readonly number[];
  readonly label: readonly number[];
  readonly prediction: readonly number[];
  readonly rank: readonly number[];
  readonly loss: readonly number[];
  readonly confidence: readonly number[];
}

/** Collects judgements as columns. */
export class Recorder {
  readonly #columns = {
    index: [] as number[],
    label: [] as number[],
    prediction: [] as number[],
    rank: [] as number[],
    loss: [] as number[],
    confidence: [] as number[],
  };

  add(sample: Judgement): void {
    const columns = this.#columns;
    columns.index.push(sample.index);
    columns.label.push(sample.label);
    columns.prediction.push(sample.prediction);
    columns.rank.push(sample.rank === Infinity ? -1 : sample.rank);
    columns.loss.push(sample.loss);
    columns.confidence.push(sample.confidence);
  }

  result(): Records {
    return this.#columns;
  }
}

/** The judgements that columns hold. */
export function* judgementsOf(records: Records): Generator<Judgement> {
  for (const [place, index] of records.index.entries()) {
    const rank = records.rank[place]!;
    yield {
      index,
      label: records.label[place]!,
      prediction: records.prediction[place]!,
      rank: rank < 0 ? Infinity : rank,
      loss: records.loss[place]!,
      confidence: records.confidence[place]!,
    };
  }
}
