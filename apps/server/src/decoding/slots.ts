import { ServerError } from '../errors.ts';

/** So many tasks run at a time; others wait in their order, and leave when nobody wants them any more. */
export class Slots {
  readonly #mostWaiting: number;
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(count: number, mostWaiting: number) {
    this.#free = count;
    this.#mostWaiting = mostWaiting;
  }

  /** @throws ServerError `SERVER_QUEUE_FULL`; `SERVER_CANCELLED` when the signal is aborted before the task started. */
  async run<Result>(task: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    await this.#take(signal);
    try {
      return await task();
    } finally {
      this.#give();
    }
  }

  async #take(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw cancelled();
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    if (this.#waiting.size >= this.#mostWaiting) {
      throw new ServerError(
        'SERVER_QUEUE_FULL',
        `expected at most ${this.#mostWaiting} files that wait for their decoding but received one more: ask again later`,
      );
    }
    const waiting = this.#waiting;
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(start);
        reject(cancelled());
      };
      waiting.add(start);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Hands the slot on to whoever waits longest. */
  #give(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

function cancelled(): ServerError {
  return new ServerError(
    'SERVER_CANCELLED',
    'expected somebody who waits for the answer but received a cancellation',
  );
}
