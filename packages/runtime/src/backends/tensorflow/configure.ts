import { availableParallelism } from 'node:os';
import { RuntimeError } from '../../errors.ts';
import type { StartOptions } from '../backend.ts';
import { loadedPackage } from './load.ts';

/*
 * TensorFlow takes its settings from the environment, once, when its library is loaded.
 */

/** Sets what the library will see; what the user has set stays. */
export function configure({ threads, device }: StartOptions): void {
  const gpu = device === undefined ? undefined : /^gpu:(\d+)$/.exec(device)?.[1];
  if (loadedPackage() !== undefined) return checkDevice(gpu);
  // Its notes at start say nothing about a training; errors come as exceptions.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  // Otherwise the first process on a GPU takes all of its memory.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  if (threads !== undefined) process.env['TF_NUM_INTRAOP_THREADS'] = `${threads}`;
  if (gpu !== undefined) process.env['CUDA_VISIBLE_DEVICES'] = gpu;
}

/** On how many threads the library computes on a CPU. */
configure.threads = (): number => {
  const wanted = Number(process.env['TF_NUM_INTRAOP_THREADS']);
  return wanted >= 1 ? wanted : availableParallelism();
};

function checkDevice(gpu: string | undefined): void {
  const used = process.env['CUDA_VISIBLE_DEVICES'];
  if (gpu === undefined || gpu === used) return;
  throw new RuntimeError(
    'RUNTIME_BACKEND_UNAVAILABLE',
    `expected one GPU for the whole process but TensorFlow runs on ${used === undefined ? 'all of them' : `gpu:${used}`} ` +
      `and gpu:${gpu} was asked for: use another process for it`,
  );
}
