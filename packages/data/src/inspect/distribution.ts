/** What tells most of a distribution; zeros if there is nothing. */
export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Whole numbers, of which there may be millions: each value is kept once, with how often it came. */
export class Distribution {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
    this.#total++;
  }

  /** The median is the lower one of two in the middle. */
  summary(): Summary {
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    let passed = 0;
    const middle = sorted.find(([, count]) => (passed += count) * 2 >= this.#total);
    return { min: sorted[0]?.[0] ?? 0, median: middle?.[0] ?? 0, max: sorted.at(-1)?.[0] ?? 0 };
  }
}
