import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectBackend } from '@resnext/runtime';
import { createServer, type RunningServer } from '@resnext/server';
import { buildRow, createModel, saveModel, type ModelRow } from '@resnext/zoo';
import { mul } from '@tensorflow/tfjs-core';

/** How much surer networks are made than random weights are, so that their bars differ. */
const CONFIDENCE = 24;

/** A network of photos, which it crops as ImageNet's are, and whose maps have seven cells a side as theirs have. */
const colours = buildRow({
  name: 'colours',
  blocks: [1, 1, 1, 1],
  stageWidths: [32, 64, 128, 256],
  cardinality: 4,
  baseWidth: 64,
  classes: 8,
  classNames: ['red', 'orange', 'yellow', 'green', 'blue', 'violet', 'brown', 'grey'],
});

/** Serves two small networks, which know nothing, and the page with them. */
export async function startPageServer(): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'resnext-page-'));
  try {
    const { name: backend } = await selectBackend();
    const weights = [join(folder, 'colours.safetensors'), join(folder, 'digits.safetensors')] as const;
    await writeNetwork(weights[0], colours);
    await writeNetwork(weights[1], 'resnext11_digits');
    return await createServer({ weights, port: 0, backend, logLevel: 'silent' });
  } finally {
    // What is served is in memory.
    await rm(folder, { recursive: true });
  }
}

async function writeNetwork(path: string, row: string | ModelRow): Promise<void> {
  const model = createModel(row, { seed: 1 });
  try {
    const classifier = model.parameters().get('fc.weight')!;
    const surer = mul(classifier, CONFIDENCE);
    classifier.assign(surer);
    surer.dispose();
    await saveModel(model, path);
  } finally {
    model.dispose();
  }
}
