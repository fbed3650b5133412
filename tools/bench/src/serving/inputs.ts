import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { prepareBatch, type ModelRow } from '@resnext/zoo';
import { madeUpBatch } from '../processes/madeUpBatch.ts';

/** In what form an image comes. */
export const inputKinds = ['FP32', 'UINT8', 'JPEG'] as const;
export type InputKind = (typeof inputKinds)[number];

/** One image in every form. */
export type Inputs = Readonly<Record<InputKind, Uint8Array>>;

const photo = fileURLToPath(new URL('../../../../packages/data/test-assets/rocket.jpg', import.meta.url));

export async function makeInputs(row: ModelRow): Promise<Inputs> {
  const { images, shape } = madeUpBatch(row, 1);
  const prepared = prepareBatch({ images, shape }, row.preprocessing);
  const normalised = (await prepared.data()) as Float32Array;
  prepared.dispose();
  return {
    FP32: new Uint8Array(normalised.buffer, normalised.byteOffset, normalised.byteLength),
    UINT8: images as Uint8Array,
    JPEG: await readFile(photo),
  };
}
