import { ServerError } from '../errors.ts';
import type { Explanation } from '../service/answer.ts';
import type { BatchAnswer, BatchPart } from '../service/engine.ts';
import type { ModelSettings } from '../service/modelSettings.ts';
import type { Clock } from './clock.ts';
import { nextBatch, type BatchRules, type NextBatch } from './nextBatch.ts';
import { RequestQueue, type Queued } from './requestQueue.ts';
import type { Turns, TurnTaker } from './turns.ts';

export interface BatcherOptions {
  readonly settings: Pick<ModelSettings, 'max_batch_size' | 'dynamic_batching'>;
  readonly turns: Turns;
  readonly clock: Clock;
  /** What errors call the model. */
  readonly name: string;
  /** Computes a batch of so many images. */
  run(parts: readonly BatchPart[], images: number): Promise<BatchAnswer>;
}

export interface BatchRequest {
  /** How many images it has. */
  readonly size: number;
  /** The images as the engine takes them, or a promise where they are decoded first. */
  readonly images: () => BatchPart['images'] | Promise<BatchPart['images']>;
  readonly explain?: number;
  readonly priority?: number;
  /** Microseconds. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** A request's part of a batch's answer. */
export interface BatchedAnswer {
  readonly logits: Float32Array;
  readonly explanations: readonly Explanation[];
  /** How long it waited for the batch, in milliseconds. */
  readonly waited: number;
  /** Of the batch, in nanoseconds. */
  readonly durations: BatchAnswer['durations'];
}

interface OpenRequest extends Queued {
  isComputing: boolean;
  part: BatchPart | undefined;
  since: number;
  readonly explain: number | undefined;
  resolve(answer: BatchedAnswer): void;
  /** Only for {@link Batcher}'s `#fail`. */
  reject(error: unknown): void;
  /** Nobody is told any more that the signal is aborted. */
  release(): void;
}

/**
 * A model's requests on their way into batches. A request is open from the moment that it is submitted until it is
 * answered, given up or failed, exactly once; until it is computed it counts as waiting, while its files are decoded
 * too. A batch that the engine fails on fails all its requests.
 */
export class Batcher implements TurnTaker {
  readonly #options: BatcherOptions;
  readonly #rules: BatchRules;
  readonly #open = new Set<OpenRequest>();
  readonly #queue = new RequestQueue<OpenRequest>();
  #waitingImages = 0;
  #waitingRequests = 0;
  #whenDrained: (() => void)[] = [];

  constructor(options: BatcherOptions) {
    const { max_batch_size, dynamic_batching } = options.settings;
    this.#options = options;
    this.#rules = {
      maxSize: max_batch_size,
      preferredSizes: dynamic_batching.preferred_batch_size,
      maxDelay: dynamic_batching.max_queue_delay_microseconds / 1000,
    };
    options.turns.join(this);
  }

  /** How many requests wait. */
  get waiting(): number {
    return this.#waitingRequests;
  }

  /** @throws ServerError `SERVER_BAD_REQUEST`, `SERVER_QUEUE_FULL`, `SERVER_TIMEOUT`, `SERVER_CANCELLED`, and what the images or the batch fail with. */
  async submit(request: BatchRequest): Promise<BatchedAnswer> {
    this.#admit(request);
    return new Promise((resolve, reject) => {
      const { turns } = this.#options;
      const { size, signal, explain, priority = 0 } = request;
      const open: OpenRequest = {
        size,
        priority,
        explain,
        isComputing: false,
        part: undefined,
        since: 0,
        deadline: this.#deadlineOf(request),
        resolve,
        reject,
        release: () => signal?.removeEventListener('abort', onAbort),
      };
      const onAbort = () => {
        this.#fail(open, cancelled());
        // Those behind it may make a batch now.
        turns.look();
      };
      signal?.addEventListener('abort', onAbort);
      this.#open.add(open);
      this.#waitingRequests++;
      this.#waitingImages += size;
      this.#prepare(open, request);
    });
  }

  expire(now: number): number {
    for (const open of this.#queue.expired(now)) {
      this.#fail(
        open,
        new ServerError(
          'SERVER_TIMEOUT',
          `expected to compute the request within its timeout but the queue of ${this.#options.name} took longer: ` +
            'ask again later, or with a longer timeout',
        ),
      );
    }
    return this.#queue.nextDeadline();
  }

  dueAt(): number {
    return this.#next().dueAt;
  }

  async compute(): Promise<() => void> {
    const batch = this.#queue.take(this.#next().requests);
    for (const open of batch) this.#leaveWaiting(open);
    const sent = this.#options.clock.now();
    try {
      const answer = await this.#options.run(
        batch.map(({ part }) => part!),
        batch.reduce((sum, { size }) => sum + size, 0),
      );
      return () => this.#handOut(batch, answer, sent);
    } catch (error) {
      return () => batch.forEach((open) => this.#fail(open, asServerError(error, this.#options.name)));
    }
  }

  /** Fails everything that is open. */
  failAll(error: ServerError): void {
    for (const open of this.#open) this.#fail(open, error);
  }

  /** Resolves when nothing is open; what is submitted until then is waited for. */
  async drained(): Promise<void> {
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#whenDrained.push(resolve));
  }

  #admit({ size, signal }: BatchRequest): void {
    const { name, settings } = this.#options;
    const { max_batch_size } = settings;
    const { max_queue_size } = settings.dynamic_batching;
    if (size > max_batch_size) {
      throw new ServerError(
        'SERVER_BAD_REQUEST',
        `expected at most ${max_batch_size} images, the max_batch_size of ${name}, but received ${size}: send several requests`,
      );
    }
    if (signal?.aborted) throw cancelled();
    if (this.#waitingImages + size > max_queue_size) {
      throw new ServerError(
        'SERVER_QUEUE_FULL',
        `expected room for ${size} more in the queue of ${name} but ${this.#waitingImages} of at most ${max_queue_size} images wait: ask again later`,
      );
    }
  }

  #deadlineOf({ timeout = 0 }: BatchRequest): number {
    const limits = [timeout, this.#options.settings.dynamic_batching.default_timeout_microseconds];
    const microseconds = Math.min(...limits.map((limit) => (limit > 0 ? limit : Infinity)));
    return this.#options.clock.now() + microseconds / 1000;
  }

  #prepare(open: OpenRequest, request: BatchRequest): void {
    const images = request.images();
    if (!(images instanceof Promise)) return this.#enqueue(open, images);
    images.then(
      (decoded) => this.#enqueue(open, decoded),
      (error: unknown) => this.#fail(open, error),
    );
  }

  #enqueue(open: OpenRequest, images: BatchPart['images']): void {
    if (!this.#open.has(open)) return;
    open.part = { images, explain: open.explain };
    open.since = this.#options.clock.now();
    this.#queue.add(open);
    this.#options.turns.look();
  }

  #next(): NextBatch {
    return nextBatch(this.#queue.requests, this.#rules);
  }

  #leaveWaiting(open: OpenRequest): void {
    open.isComputing = true;
    this.#waitingRequests--;
    this.#waitingImages -= open.size;
  }

  #handOut(
    batch: readonly OpenRequest[],
    { logits, explanations, durations }: BatchAnswer,
    sent: number,
  ): void {
    const images = batch.reduce((sum, { size }) => sum + size, 0);
    const classes = logits.length / images;
    let first = 0;
    batch.forEach((open, index) => {
      const answer = {
        logits: logits.subarray(first * classes, (first + open.size) * classes),
        explanations: explanations[index]!,
        waited: sent - open.since,
        durations,
      };
      first += open.size;
      if (this.#close(open)) open.resolve(answer);
    });
  }

  #fail(open: OpenRequest, error: unknown): void {
    if (!this.#close(open)) return;
    open.reject(error);
    if (open.isComputing) return;
    this.#leaveWaiting(open);
    this.#queue.remove(open);
  }

  /** @returns whether it was open */
  #close(open: OpenRequest): boolean {
    if (!this.#open.delete(open)) return false;
    open.release();
    if (this.#open.size === 0) for (const resolve of this.#whenDrained.splice(0)) resolve();
    return true;
  }
}

function cancelled(): ServerError {
  return new ServerError(
    'SERVER_CANCELLED',
    'expected somebody to wait for the answer but the request was cancelled',
  );
}

function asServerError(error: unknown, name: string): ServerError {
  if (error instanceof ServerError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ServerError('SERVER_INTERNAL', `expected ${name} to compute a batch but it failed: ${reason}`, {
    cause: error,
  });
}
