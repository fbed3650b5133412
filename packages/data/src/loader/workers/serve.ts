import { parentPort, workerData } from 'node:worker_threads';
import { inThisThread } from '../executor.ts';
import { buildPipeline } from '../pipeline.ts';
import { Slot } from '../slot.ts';
import { toPlainError } from './plainError.ts';
import type { Answer, Request, WorkerData } from './protocol.ts';

/** Answers what the main thread asks for, one request after the other. */
export async function serve(): Promise<void> {
  const port = parentPort!;
  // Those who wait for an answer are told why there is none, instead of a worker that ends.
  const executor = buildPipeline((workerData as WorkerData).pipeline).then(inThisThread);
  executor.catch(() => {});
  let last = Promise.resolve();
  port.on('message', (request: Request) => {
    last = last.then(async () => port.postMessage(await answer(request)));
  });

  async function answer(request: Request): Promise<Answer> {
    const { id } = request;
    try {
      const maker = await executor;
      if (request.kind === 'probe') return { id, layout: await maker.probe(request.entry, request.epoch) };
      return { id, skipped: await maker.run(request.task, new Slot(request.memory)) };
    } catch (error) {
      return { id, error: toPlainError(error) };
    }
  }
}
