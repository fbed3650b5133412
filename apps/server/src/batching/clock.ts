/** Time as batching sees it; tests have one that stands still until it is told to move. */
export interface Clock {
  /** Milliseconds, from any beginning. */
  now(): number;

  /** Calls back once, at that time or up to a millisecond later. @returns takes the wish back */
  wake(at: number, callback: () => void): () => void;
}

/** What `setTimeout` can wait for; whoever is woken early looks and goes back to sleep. */
const LONGEST = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),

  wake(at, callback) {
    const timer = setTimeout(callback, Math.min(LONGEST, Math.ceil(at - performance.now())));
    return () => clearTimeout(timer);
  },
};
