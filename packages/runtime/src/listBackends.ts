import { getBackend } from '@tensorflow/tfjs-core';
import type { BackendInfo } from './backends/backend.ts';
import { backends } from './backends/index.ts';

/**
 * Every backend in the order of preference, each with the reason why it cannot be had where it cannot.
 * None is loaded for it.
 */
export async function listBackends(): Promise<BackendInfo[]> {
  const running = getBackend();
  return backends.map((backend) => {
    const info = backend.describe();
    return info.available && info.name === running ? { ...info, selected: true } : info;
  });
}
