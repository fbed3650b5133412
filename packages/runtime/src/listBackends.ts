import { getBackend } from '@tensorflow/tfjs-core';
import type { BackendInfo } from './backends/backend.ts';
import { backends } from './backends/index.ts';

/**
 * Every backend in the order of preference, each with the reason why it cannot be had where it cannot.
 * None is loaded into this process for it.
 */
export async function listBackends(): Promise<BackendInfo[]> {
  const running = getBackend();
  return Promise.all(
    backends.map(async (backend) => {
      const info = await backend.describe();
      const runs = info.available && info.name === running && (backend.isRunning?.() ?? true);
      return runs ? { ...info, selected: true } : info;
    }),
  );
}
