import { join } from 'node:path';
import { selectBackend } from '@resnext/runtime';
import { expect, it } from 'vitest';
import { openModels } from './openModels.ts';
import { temporaryFolder, writeNetwork } from './testing/networks.ts';

const silent = { info: () => undefined, warn: () => undefined };
const folder = await temporaryFolder();

it.each(['none', 'poll'] as const)('a signal ends loading at once, with control mode %s', async (mode) => {
  await selectBackend('wasm');
  const path = join(folder, `${mode}.safetensors`);
  (await writeNetwork(path, 'resnext11_digits')).dispose();
  const told = new AbortController();
  const loaded: string[] = [];
  const log = {
    ...silent,
    // After the first, before the second.
    info: (message: string) => {
      loaded.push(message);
      told.abort();
    },
  };
  const weights = ['a', 'b', 'c'].map((name) => `${name}=${path}`);
  const repository = mode === 'poll' ? { modelRepository: folder, modelControlMode: mode } : {};
  const opened = openModels({ weights, backend: 'wasm', signal: told.signal, ...repository }, log);
  await expect(opened).rejects.toMatchObject({ name: 'AbortError' });
  expect(loaded).toEqual(['version 1 of a is loaded']);
});
