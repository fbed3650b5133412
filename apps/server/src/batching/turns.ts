import type { Clock } from './clock.ts';

/** Whoever has batches for the engine. */
export interface TurnTaker {
  /** Gives up what has waited too long. @returns when there will be more of it */
  expire(now: number): number;

  /** When it has a batch to compute: a time that may be over, `Infinity` while nothing waits. */
  dueAt(): number;

  /** Computes its next batch; never fails. @returns what hands the answers out */
  compute(): Promise<() => void>;
}

/**
 * The models' turns at the engine. All models share its cores, so one batch is computed at a time: each then has all of
 * them, and whatever comes meanwhile makes the batches after it fuller. Models with batches that are due take turns.
 */
export class Turns {
  readonly #clock: Clock;
  /** The one that has waited longest for its turn first. */
  #takers: TurnTaker[] = [];
  #busy = false;
  /** When the clock calls back; `Infinity` when it does not. */
  #wakeAt = Infinity;
  #cancelWake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  join(taker: TurnTaker): void {
    this.#takers.push(taker);
  }

  leave(taker: TurnTaker): void {
    this.#takers = this.#takers.filter((other) => other !== taker);
  }

  /** Does what is to be done now; to be called when a taker's requests have changed. */
  look(): void {
    const now = this.#clock.now();
    let next = Math.min(Infinity, ...this.#takers.map((taker) => taker.expire(now)));
    if (!this.#busy) {
      const due = this.#takers.find((taker) => taker.dueAt() <= now);
      if (due) void this.#compute(due);
      else next = Math.min(next, ...this.#takers.map((taker) => taker.dueAt()));
    }
    this.#lookAgain(next);
  }

  /** An earlier wake-up that was wished for stays: looking once too often costs less than another timer a request. */
  #lookAgain(next: number): void {
    if (next >= this.#wakeAt && next < Infinity) return;
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    this.#wakeAt = next;
    if (next === Infinity) return;
    this.#cancelWake = this.#clock.wake(next, () => {
      this.#wakeAt = Infinity;
      this.look();
    });
  }

  async #compute(taker: TurnTaker): Promise<void> {
    this.leave(taker);
    this.join(taker);
    this.#busy = true;
    const handOut = await taker.compute();
    this.#busy = false;
    // The engine goes on before anybody reads what it said.
    this.look();
    handOut();
  }
}
