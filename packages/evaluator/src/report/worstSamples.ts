import type { Judgement } from '../judgement.ts';

/** Keeps the mistakes of the greatest loss; those without a loss are worse than all others. */
export class WorstSamples {
  readonly #limit: number;
  readonly #samples: Judgement[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(sample: Judgement): void {
    // Samples that are right, however unsure, are not bad.
    if (sample.rank === 0) return;
    const samples = this.#samples;
    if (samples.length === this.#limit && !isWorse(sample, samples.at(-1))) return;
    const place = samples.findIndex((other) => isWorse(sample, other));
    samples.splice(place < 0 ? samples.length : place, 0, sample);
    if (samples.length > this.#limit) samples.pop();
  }

  result(): readonly Judgement[] {
    return this.#samples;
  }
}

function isWorse(a: Judgement, b: Judgement | undefined): boolean {
  return b !== undefined && (Number.isNaN(a.loss) ? !Number.isNaN(b.loss) : a.loss > b.loss);
}
