import { selectBackend } from '@resnext/runtime';
import { createModel, saveModel } from '@resnext/zoo';
import { join } from 'node:path';

/** Writes the digits network with random weights. */
export async function writeRandomWeights(folder: string): Promise<string> {
  await selectBackend('wasm');
  const path = join(folder, 'random.safetensors');
  const model = createModel('resnext11_digits', { seed: 1 });
  try {
    await saveModel(model, path);
    return path;
  } finally {
    model.dispose();
  }
}
