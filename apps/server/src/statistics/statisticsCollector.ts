import { ServerError, type ServerErrorCode } from '../errors.ts';
import type { Durations } from '../service/answer.ts';
import type { BatchAnswer } from '../service/engine.ts';
import type { BatchStatistics, CountAndTime, FailReason, ModelStatistics } from '../service/statistics.ts';

/** Counts what a model does. */
export class StatisticsCollector {
  #lastInference = 0;
  #inferences = 0;
  #executions = 0;
  readonly #success = new Sum();
  readonly #fail = new Sum();
  readonly #failReasons: Record<FailReason, number> = { REJECTED: 0, CANCELED: 0, BACKEND: 0, OTHER: 0 };
  readonly #queue = new Sum();
  readonly #compute = new ComputeSums();
  readonly #batches = new Map<number, ComputeSums>();

  /** A request of so many images was answered; `total` is in nanoseconds, like all times here. */
  succeeded(images: number, durations: Durations, total: number): void {
    this.#inferences += images;
    this.#success.add(total);
    this.#queue.add(durations.queue);
    this.#compute.add({
      input: durations.computeInput,
      infer: durations.computeInfer,
      output: durations.computeOutput,
    });
  }

  failed(error: unknown, total: number): void {
    this.#fail.add(total);
    this.#failReasons[error instanceof ServerError ? reasonOf(error.code) : 'BACKEND']++;
  }

  /** A batch of so many images was computed. */
  executed(images: number, durations: BatchAnswer['durations']): void {
    this.#lastInference = Date.now();
    this.#executions++;
    const batches = this.#batches.get(images) ?? new ComputeSums();
    this.#batches.set(images, batches);
    batches.add(durations);
  }

  /** @param pending requests that wait */
  read(pending: number): ModelStatistics {
    return {
      lastInference: this.#lastInference,
      inferences: this.#inferences,
      executions: this.#executions,
      pending,
      success: this.#success.read(),
      fail: this.#fail.read(),
      failReasons: { ...this.#failReasons },
      queue: this.#queue.read(),
      ...this.#compute.read(),
      batches: [...this.#batches]
        .map(([size, sums]) => ({ size, ...sums.read() }))
        .sort((a, b) => a.size - b.size),
    };
  }
}

class Sum {
  #count = 0;
  #ns = 0;

  add(ns: number): void {
    this.#count++;
    this.#ns += ns;
  }

  read(): CountAndTime {
    return { count: this.#count, ns: this.#ns };
  }
}

class ComputeSums {
  readonly #input = new Sum();
  readonly #infer = new Sum();
  readonly #output = new Sum();

  add({ input, infer, output }: BatchAnswer['durations']): void {
    this.#input.add(input);
    this.#infer.add(infer);
    this.#output.add(output);
  }

  read(): Omit<BatchStatistics, 'size'> {
    return {
      computeInput: this.#input.read(),
      computeInfer: this.#infer.read(),
      computeOutput: this.#output.read(),
    };
  }
}

function reasonOf(code: ServerErrorCode): FailReason {
  switch (code) {
    case 'SERVER_QUEUE_FULL':
    case 'SERVER_TIMEOUT':
    case 'SERVER_UNAVAILABLE':
      return 'REJECTED';
    case 'SERVER_CANCELLED':
      return 'CANCELED';
    case 'SERVER_INTERNAL':
      return 'BACKEND';
    default:
      return 'OTHER';
  }
}
