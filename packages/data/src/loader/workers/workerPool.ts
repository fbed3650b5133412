import type { Worker } from 'node:worker_threads';
import { DataError } from '../../errors.ts';
import type { Executor } from '../executor.ts';
import { describePipeline, type Pipeline } from '../pipeline.ts';
import { fromPlainError } from './plainError.ts';
import type { Answer, Request } from './protocol.ts';
import { startWorker } from './startWorker.ts';

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** A worker and what it has still to answer. */
interface Member {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/**
 * Threads that make samples. A thread that ends of its own accord ends all that was asked of it with an error, so that
 * nobody waits for ever; threads without work keep no process alive.
 *
 * @throws {DataError} `DATA_WORKER_FAILED` for a pipeline that cannot be described
 */
export function startWorkers(count: number, pipeline: Pipeline): Executor {
  const description = describePipeline(pipeline);
  const members = Array.from({ length: count }, () => startMember());
  let nextId = 0;
  let failure: DataError | undefined;

  function startMember(): Member {
    const worker = startWorker({ pipeline: description });
    const waiting = new Map<number, Waiting>();
    worker.unref();
    worker.on('message', (answer: Answer) => {
      const waiter = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) worker.unref();
      if ('error' in answer) waiter?.reject(fromPlainError(answer.error));
      else waiter?.resolve(answer);
    });
    worker.on('error', (error) => fail(`one that failed (${error.message})`, error));
    worker.on('exit', (code) => fail(`one that ended with code ${code}`));
    return { worker, waiting };
  }

  /** One worker's end is the end of all: part of a batch is lost. */
  function fail(received: string, cause?: unknown): void {
    failure ??= new DataError(
      'DATA_WORKER_FAILED',
      `expected a worker that runs for the loader but received ${received}: ask for the epoch again from the batch ` +
        'that is missing, with fewer workers if memory is short',
      { cause },
    );
    stop(failure);
  }

  function stop(error: DataError): void {
    for (const { worker, waiting } of members) {
      for (const waiter of waiting.values()) waiter.reject(error);
      waiting.clear();
      worker.removeAllListeners('exit');
      void worker.terminate();
    }
  }

  function ask(request: WithoutId<Request>): Promise<Answer> {
    if (failure) return Promise.reject(failure);
    const { worker, waiting } = members.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    const id = nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...request, id });
    });
  }

  return {
    needsSharedMemory: true,
    get isOver() {
      return failure !== undefined;
    },
    async probe(entry, epoch) {
      return ((await ask({ kind: 'probe', entry, epoch })) as Extract<Answer, { layout: unknown }>).layout;
    },
    async run(task, { memory }) {
      return ((await ask({ kind: 'run', task, memory })) as Extract<Answer, { skipped: unknown }>).skipped;
    },
    async close() {
      failure ??= new DataError(
        'DATA_CLOSED',
        'expected an open loader but received one that was closed meanwhile',
      );
      stop(failure);
      await Promise.all(members.map(({ worker }) => worker.terminate()));
    },
  };
}
