import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectBackend } from '@resnext/runtime';
import { createServer } from '@resnext/server';
import { buildRow, createModel, saveModel } from '@resnext/zoo';

export interface PageServer {
  readonly address: string;
  stop(): Promise<void>;
}

const classNames = ['plane', 'car', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** The server itself, with a small network for colour images that has learnt nothing. */
export async function startPageServer(): Promise<PageServer> {
  const folder = await mkdtemp(join(tmpdir(), 'resnext-page-'));
  const row = buildRow({ stem: 'cifar', depth: 11, cardinality: 4, baseWidth: 8, classes: 10 });
  const weights = join(folder, 'small.safetensors');
  await selectBackend('cpu');
  const model = createModel({ ...row, classNames }, { seed: 3 });
  await saveModel(model, weights);
  model.dispose();
  const server = await createServer({ weights: [weights], port: 0, logLevel: 'error' });
  return {
    address: server.address,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}
