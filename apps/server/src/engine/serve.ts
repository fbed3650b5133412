import { parentPort, workerData } from 'node:worker_threads';
import { RuntimeError, selectBackend, type SelectedBackend } from '@resnext/runtime';
import { ZooError } from '@resnext/zoo';
import { toPlainError } from '../threads/plainError.ts';
import { Networks } from './networks.ts';
import type { EngineOptions, Greeting, Reply, Request, TaskName, Tasks } from './protocol.ts';

/** Answers what the main thread asks for: batches one after the other; files are read meanwhile. */
export async function serve(): Promise<void> {
  const port = parentPort!;
  const greeting = await start(workerData as EngineOptions);
  const networks = new Networks();
  let lastBatch: Promise<unknown> = Promise.resolve();

  port.on('message', (request: Request) => {
    if (request.task === 'load') void reply(request);
    else lastBatch = lastBatch.then(() => reply(request));
  });
  port.postMessage(greeting);

  async function reply(request: Request): Promise<void> {
    const { id } = request;
    try {
      port.postMessage({ id, answer: await perform(request) } satisfies Reply);
    } catch (error) {
      const code = error instanceof ZooError ? 'SERVER_BAD_REQUEST' : 'SERVER_INTERNAL';
      port.postMessage({ id, error: toPlainError(error, () => code) } satisfies Reply);
    }
  }

  async function perform(request: Request): Promise<Tasks[TaskName]['answer']> {
    if (request.task === 'load') return networks.load(request.path, request.warmUp);
    if (request.task === 'run') return networks.run(request.network, request.parts);
    networks.unload(request.network);
    return undefined;
  }
}

async function start({ backend = 'auto', threads, device }: EngineOptions): Promise<Greeting> {
  try {
    return { backend: describe(await selectBackend(backend as 'auto', { threads, device })) };
  } catch (error) {
    const code = error instanceof RuntimeError ? 'SERVER_BAD_CONFIG' : 'SERVER_INTERNAL';
    return { error: toPlainError(error, () => code) };
  }
}

function describe({ name, device, instructionSet, threads }: SelectedBackend): string {
  const details = [
    instructionSet ?? device,
    ...(threads === undefined ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
  ];
  return `${name} (${details.join(', ')})`;
}
