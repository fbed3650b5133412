import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRow, createModel, saveModel, type Model, type ModelRow } from '@resnext/zoo';
import { afterAll } from 'vitest';

/** A folder for the tests of a file, gone after them. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'resnext-server-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A small network of colour images of 16 pixels a side, cut out of 20. */
export function colourRow(): ModelRow {
  const row = buildRow({
    name: 'colours',
    stem: 'cifar',
    blocks: [1, 1],
    stageWidths: [8, 16],
    cardinality: 4,
    baseWidth: 32,
    classes: 5,
  });
  return { ...row, preprocessing: { ...row.preprocessing, inputSize: 16, resize: 20 } };
}

/** Writes a network with random weights, and gives it folded, as it is served. */
export async function writeNetwork(path: string, row: string | ModelRow): Promise<Model> {
  const model = createModel(row, { seed: 1 });
  try {
    await saveModel(model, path);
    return model.fold();
  } finally {
    model.dispose();
  }
}
