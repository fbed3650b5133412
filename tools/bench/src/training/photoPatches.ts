import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listImages, loadImage, Random, type Image } from '@resnext/data';

/*
 * Makes a dataset of CIFAR-10's size and binary format out of photographs: patches of 32x32 pixels, whose class is their
 * photograph. A fifth of the blocks of each photograph is held out: no pixel is both learnt from and judged on.
 * Usage: photoPatches.ts PHOTOGRAPHS OUT
 */

const SIZE = 32;
const BLOCK = 64;
const HELD_OUT = 5;
const RECORDS = 10_000;

interface Block {
  readonly label: number;
  readonly photograph: Image;
  readonly top: number;
  readonly left: number;
}

const [photographs, out] = process.argv.slice(2) as [string, string];
const random = Random.from(1);
const paths = (await listImages(photographs)).slice(0, 10);
const blocks: { learnt: Block[]; judged: Block[] } = { learnt: [], judged: [] };
for (const [label, path] of paths.entries()) {
  const photograph = await loadImage(path, { channels: 3 });
  for (let top = 0; top + BLOCK <= photograph.height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= photograph.width; left += BLOCK) {
      blocks[random.int(HELD_OUT) === 0 ? 'judged' : 'learnt'].push({ label, photograph, top, left });
    }
  }
}
await mkdir(out, { recursive: true });
for (let part = 1; part <= 5; part++) await writeRecords(`data_batch_${part}.bin`, blocks.learnt);
await writeRecords('test_batch.bin', blocks.judged);
process.stdout.write(
  `${paths.length} photographs, ${blocks.learnt.length} blocks to learn from, ${blocks.judged.length} to judge on\n`,
);

async function writeRecords(name: string, from: readonly Block[]): Promise<void> {
  const records = Array.from({ length: RECORDS }, () => recordOf(from[random.int(from.length)]!));
  await writeFile(join(out, name), Buffer.concat(records));
}

/** The label, then the red, the green and the blue pixels of a patch somewhere in the block. */
function recordOf({ label, photograph: { pixels, width }, top, left }: Block): Uint8Array {
  const y0 = top + random.int(BLOCK - SIZE + 1);
  const x0 = left + random.int(BLOCK - SIZE + 1);
  const record = new Uint8Array(1 + 3 * SIZE * SIZE);
  record[0] = label;
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++) {
        record[1 + (channel * SIZE + y) * SIZE + x] = pixels[((y0 + y) * width + x0 + x) * 3 + channel]!;
      }
    }
  }
  return record;
}
