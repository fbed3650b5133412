import { createRequire } from 'node:module';
import util from 'node:util';
import { RuntimeError } from '../../errors.ts';

const require = createRequire(import.meta.url);

let loaded: string | undefined;

/** The package whose TensorFlow this process runs on, if any. */
export function loadedPackage(): string | undefined {
  return loaded;
}

/**
 * Loads tfjs-node or tfjs-node-gpu, which registers its backend with tfjs.
 *
 * @throws RuntimeError when it does not load, or the other one is loaded: a process has one TensorFlow
 */
export function load(packageName: string): void {
  if (loaded === packageName) return;
  if (loaded !== undefined) {
    throw new RuntimeError(
      'RUNTIME_BACKEND_UNAVAILABLE',
      `${loaded} runs in this process, and there is one TensorFlow in each: use another process for ${packageName}`,
    );
  }
  restoreUtil();
  try {
    require(packageName);
  } catch (error) {
    throw new RuntimeError('RUNTIME_BACKEND_UNAVAILABLE', doesNotLoad(packageName, error), { cause: error });
  }
  loaded = packageName;
}

/** Node 23 took away a function that version 4.22.0 of tfjs-node still calls. */
function restoreUtil(): void {
  const functions = util as { isNullOrUndefined?: (value: unknown) => boolean };
  functions.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

export function doesNotLoad(packageName: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${packageName} does not load (${message.split('\n', 1)[0]}): run npm rebuild ${packageName}`;
}
