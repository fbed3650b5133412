import type { Clock } from '../batching/clock.ts';

interface Wish {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now = 1000;
  readonly #wishes = new Set<Wish>();

  now(): number {
    return this.#now;
  }

  wake(at: number, callback: () => void): () => void {
    const wish = { at, callback };
    this.#wishes.add(wish);
    return () => this.#wishes.delete(wish);
  }

  /** Moves on, and stops at each time at which somebody wants to be woken. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let wish = this.#next(end); wish; wish = this.#next(end)) {
      this.#now = Math.max(this.#now, wish.at);
      this.#wishes.delete(wish);
      wish.callback();
    }
    this.#now = end;
  }

  #next(end: number): Wish | undefined {
    return [...this.#wishes].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
