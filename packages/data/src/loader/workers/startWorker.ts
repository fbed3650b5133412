import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../workerUrl.ts';
import type { WorkerData } from './protocol.ts';

/** Starts a worker thread. */
export function startWorker(workerData: WorkerData): Worker {
  const url = workerUrl();
  const name = 'resnext-data';
  if (!url.pathname.endsWith('.ts')) return new Worker(url, { workerData, name });
  // In a clone the source runs as it is, in a worker as in the command line.
  const program = `import('tsx/esm/api').then(({ register }) => { register(); return import('${url.href}'); })`;
  return new Worker(program, { workerData, name, eval: true, execArgv: ['--conditions=@resnext/source'] });
}
