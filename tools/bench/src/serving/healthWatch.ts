import { Worker } from 'node:worker_threads';
import type { Health } from '../processes/watchHealth.ts';

/** Asks a server whether it is live, on a thread of its own: the one that makes the load would measure itself. */
export class HealthWatch {
  readonly #worker: Worker;

  private constructor(address: string) {
    this.#worker = new Worker(new URL('../processes/watchHealth.ts', import.meta.url), {
      workerData: address,
    });
  }

  static async start(address: string): Promise<HealthWatch> {
    const watch = new HealthWatch(address);
    await new Promise((resolve, reject) => {
      watch.#worker.once('online', resolve);
      watch.#worker.once('error', reject);
    });
    return watch;
  }

  async stop(): Promise<Health> {
    const answer = new Promise<Health>((resolve, reject) => {
      this.#worker.once('message', resolve);
      this.#worker.once('error', reject);
    });
    this.#worker.postMessage('stop');
    const health = await answer;
    await this.#worker.terminate();
    return health;
  }
}
