import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from './context.ts';
import { startProgress } from './output/progress.ts';

/** Whether a model's name is that of published weights, `model.tag`. */
export function isPublished(name: string): boolean {
  return name.includes('.');
}

/**
 * Published weights as safetensors: from the cache, or downloaded, converted and kept there.
 *
 * @returns the file's path
 * @throws ZooError when they cannot be had, saying how to get them by hand.
 */
export async function pretrainedFile(name: string, { env, signal, stderr }: Context): Promise<string> {
  const { cacheFolder, fetchWeights, resolveWeights } = await import('@resnext/zoo');
  const weights = resolveWeights(name);
  const folder = cacheFolder(env);
  const path = join(folder, 'models', `${name}.safetensors`);
  if (await stat(path).catch(() => undefined)) return path;

  const bytes = (value: number): number => Math.round(value / 1e6);
  let progress: ReturnType<typeof startProgress> | undefined;
  const file = await fetchWeights(weights, {
    folder,
    mirror: env['RESNEXT_MIRROR'] || undefined,
    signal,
    onNote: (note) => void stderr.write(`note: ${note}\n`),
    onProgress: (done, total) => {
      progress ??= startProgress(stderr, `downloading ${name} (MB)`, bytes(total ?? weights.bytes ?? 0));
      progress.update(bytes(done));
    },
  }).finally(() => progress?.stop());
  const { convert } = await import('@resnext/converter');
  await mkdir(dirname(path), { recursive: true });
  const { notes } = await convert({ input: file, output: path, preprocessing: weights.preprocessing });
  for (const note of notes) stderr.write(`note: ${note}\n`);
  return path;
}
