import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { selectBackend } from '@resnext/runtime';
import { createServer, type RunningServer } from '@resnext/server';
import { createModel, saveModel } from '@resnext/zoo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resnext } from './support/command.ts';
import { expectWithin } from './support/golden.ts';

/* The server says what the command says. */

const assets = fileURLToPath(new URL('../../packages/data/test-assets/', import.meta.url));
const files = ['rocket.jpg', 'chelsea.png', 'pil/03.png'].map((name) => join(assets, name));

let folder: string;
let server: RunningServer;
/** What `resnext classify --logits` says, file by file. */
let truth: number[][];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-same-'));
  await selectBackend();
  const weights = join(folder, 'digits.safetensors');
  const model = createModel('resnext11_digits', { seed: 5 });
  await saveModel(model, weights);
  model.dispose();
  const { stdout } = await resnext('classify', ...files, '--weights', weights, '--logits', '--json');
  truth = (JSON.parse(stdout) as { logits: number[] }[]).map(({ logits }) => logits);
  // Long enough for all requests of a test to share a batch.
  server = await createServer({
    weights: [weights],
    port: 0,
    maxQueueDelayMicroseconds: 20_000,
    logLevel: 'silent',
  });
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

async function infer(...paths: readonly string[]): Promise<number[]> {
  const data = [];
  for (const path of paths) data.push((await readFile(path)).toString('base64'));
  const response = await fetch(`${server.address}/v2/models/digits/infer`, {
    method: 'POST',
    body: JSON.stringify({
      inputs: [{ name: 'images', datatype: 'BYTES', shape: [paths.length], data }],
      outputs: [{ name: 'logits' }],
    }),
  });
  const { outputs } = (await response.json()) as { outputs: [{ data: number[] }] };
  return outputs[0].data;
}

test('one image at a time, its logits are those of the command, to the bit', async () => {
  for (const [index, file] of files.entries()) expect(await infer(file)).toEqual(truth[index]);
});

test('in batches they are within 1e-5', async () => {
  const both = await Promise.all([infer(...files), ...files.map((file) => infer(file))]);
  expectWithin(both.flat(), [...truth.flat(), ...truth.flat()], 1e-5);
});
