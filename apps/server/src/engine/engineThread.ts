import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ServerError } from '../errors.ts';
import { fromPlainError } from '../threads/plainError.ts';
import { threadProgram } from '../threadProgram.ts';
import type { EngineOptions, Greeting, Reply, TaskName, Tasks } from './protocol.ts';

interface Waiting {
  resolve(answer: Tasks[TaskName]['answer']): void;
  reject(error: Error): void;
}

/**
 * The thread that computes, and what it has still to answer. While it has nothing to do, it keeps no process alive; when
 * it ends of its own accord, all who wait are told.
 */
export class EngineThread {
  readonly failed: Promise<ServerError>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  /** Why nothing can be asked any more. */
  #ended: ServerError | undefined;
  #whenIdle: (() => void) | undefined;

  /** @param worker one that answers requests */
  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: Reply) => this.#settle(reply));
    this.failed = new Promise((resolve) => {
      const fail = (received: string, cause?: unknown): void => {
        const error = new ServerError(
          'SERVER_INTERNAL',
          `expected a thread that computes but received one that ${received}: start the server again`,
          { cause },
        );
        this.#end(error);
        resolve(error);
      };
      worker.on('error', (error) => fail(`failed (${error.message})`, error));
      worker.on('exit', (code) => fail(`ended with code ${code}`));
    });
  }

  /** @throws ServerError `SERVER_BAD_CONFIG` when the backend cannot be had. */
  static async start(options: EngineOptions): Promise<{ thread: EngineThread; backend: string }> {
    const { code, execArgv } = threadProgram('engine').worker;
    const worker = new Worker(code, { eval: true, execArgv, workerData: options, name: 'resnext-engine' });
    const greeting = await greetingOf(worker);
    if ('error' in greeting) {
      await worker.terminate();
      throw fromPlainError(greeting.error);
    }
    worker.unref();
    return { thread: new EngineThread(worker), backend: greeting.backend };
  }

  /** @param moved memory that goes to the thread instead of being copied */
  ask<Name extends TaskName>(
    task: Name,
    ask: Tasks[Name]['ask'],
    moved: readonly ArrayBuffer[] = [],
  ): Promise<Tasks[Name]['answer']> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    return new Promise<Tasks[TaskName]['answer']>((resolve, reject) => {
      this.#worker.postMessage({ id, task, ...ask }, [...new Set(moved)]);
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
    });
  }

  /** Ends the thread when everything that was asked is answered. */
  async close(): Promise<void> {
    this.#ended ??= new ServerError(
      'SERVER_UNAVAILABLE',
      'expected an open engine but received one that was closed',
    );
    if (this.#waiting.size > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    this.#worker.removeAllListeners('exit');
    await this.#worker.terminate();
  }

  #settle(reply: Reply): void {
    const waiter = this.#waiting.get(reply.id);
    this.#forget(reply.id);
    if ('error' in reply) waiter?.reject(fromPlainError(reply.error));
    else waiter?.resolve(reply.answer);
  }

  #end(error: ServerError): void {
    this.#ended ??= error;
    for (const [id, waiter] of this.#waiting) {
      this.#forget(id);
      waiter.reject(error);
    }
  }

  #forget(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    this.#worker.unref();
    this.#whenIdle?.();
  }
}

async function greetingOf(worker: Worker): Promise<Greeting> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const [greeting] = (await Promise.race([
      once(worker, 'message', { signal }),
      once(worker, 'exit', { signal }).then(([code]) => {
        throw new Error(`expected a thread that starts but received one that ended with code ${code}`);
      }),
    ])) as [Greeting];
    return greeting;
  } finally {
    over.abort();
  }
}
