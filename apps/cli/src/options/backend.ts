import type { Command } from 'commander';
import type { SelectedBackend } from '@resnext/runtime';
import type { Context } from '../context.ts';
import { integer } from './values.ts';

export interface BackendOptions {
  readonly backend?: string;
  readonly threads?: number;
  readonly device?: string;
}

/** For every command that computes. */
export function addBackendOptions(command: Command): Command {
  return command
    .option('--backend <name>', 'auto, tensorflow, native, wasm or cpu (or RESNEXT_BACKEND; default: auto)')
    .option('--threads <n>', 'threads to compute on (or RESNEXT_THREADS)', integer('--threads', { min: 1 }))
    .option(
      '--device <name>',
      'cpu, gpu, or one of several, gpu:1 (or RESNEXT_DEVICE; default: what is best)',
    );
}

/** What the options, or else the environment, ask for. */
export function backendOptionsOf(
  { env }: Pick<Context, 'env'>,
  { backend, threads, device }: BackendOptions,
): BackendOptions {
  const wanted = env['RESNEXT_THREADS'];
  return {
    backend: backend ?? env['RESNEXT_BACKEND'] ?? 'auto',
    threads: threads ?? (wanted ? integer('RESNEXT_THREADS', { min: 1 })(wanted) : undefined),
    device: device ?? (env['RESNEXT_DEVICE'] || undefined),
  };
}

/** Starts the backend that the options, or else the environment, ask for. */
export async function startBackend(context: Context, options: BackendOptions): Promise<SelectedBackend> {
  const { backend, ...rest } = backendOptionsOf(context, options);
  const { selectBackend } = await import('@resnext/runtime');
  const selected = await selectBackend(backend as 'auto', rest);
  if (selected.note) context.stderr.write(`note: ${selected.note}\n`);
  return selected;
}
