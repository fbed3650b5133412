import type { Queued } from './requestQueue.ts';

export interface BatchRules {
  /** The most images of a batch. */
  readonly maxSize: number;
  /** Numbers of images that go without waiting for more. */
  readonly preferredSizes: readonly number[];
  /** How long a batch may wait for more, in milliseconds. */
  readonly maxDelay: number;
}

export interface NextBatch {
  /** How many requests, from the head of the queue, it has. */
  readonly requests: number;
  /** When it goes if nothing else comes; a time that is over: now. */
  readonly dueAt: number;
}

/**
 * The batch that a queue would make: whole requests, in order, as many as there is room for. It goes when no more
 * have room, when its first images have waited long enough, or when some of its requests make a preferred size.
 */
export function nextBatch(queue: readonly Queued[], rules: BatchRules): NextBatch {
  const { maxSize, preferredSizes, maxDelay } = rules;
  let images = 0;
  let requests = 0;
  let preferred = 0;
  let oldest = Infinity;
  for (const { size, since } of queue) {
    if (images + size > maxSize) return { requests, dueAt: -Infinity };
    images += size;
    requests++;
    oldest = Math.min(oldest, since);
    if (images === maxSize) return { requests, dueAt: -Infinity };
    if (preferredSizes.includes(images)) preferred = requests;
  }
  if (preferred > 0) return { requests: preferred, dueAt: -Infinity };
  return { requests, dueAt: oldest + maxDelay };
}
