import { describe, expect, it } from 'vitest';
import { nextBatch } from './nextBatch.ts';

const rules = { maxSize: 8, preferredSizes: [], maxDelay: 5 };

function queueOf(...sizes: readonly number[]) {
  return sizes.map((size, index) => ({ size, since: 100 + index, priority: 0, deadline: Infinity }));
}

describe('nextBatch', () => {
  it('of an empty queue is never due', () => {
    expect(nextBatch([], rules)).toEqual({ requests: 0, dueAt: Infinity });
  });

  it('waits for more, as long as its first images may', () => {
    expect(nextBatch(queueOf(2, 3), rules)).toEqual({ requests: 2, dueAt: 105 });
  });

  it('waits by its oldest images where younger ones go before them', () => {
    expect(nextBatch(queueOf(2, 3).reverse(), rules)).toEqual({ requests: 2, dueAt: 105 });
  });

  it('goes when it is full', () => {
    expect(nextBatch(queueOf(2, 6, 1), rules)).toEqual({ requests: 2, dueAt: -Infinity });
  });

  it('goes when the next request has no room, and takes none that stands behind it', () => {
    expect(nextBatch(queueOf(2, 7, 1), rules)).toEqual({ requests: 1, dueAt: -Infinity });
  });

  it('goes with the requests that make the largest preferred size', () => {
    const preferring = { ...rules, preferredSizes: [2, 4] };
    expect(nextBatch(queueOf(2, 1, 1, 1), preferring)).toEqual({ requests: 3, dueAt: -Infinity });
    expect(nextBatch(queueOf(3, 2), preferring)).toEqual({ requests: 2, dueAt: 105 });
  });
});
