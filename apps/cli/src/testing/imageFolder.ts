import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng, Random } from '@resnext/data';

export const testClasses = ['blue', 'red'] as const;

/** A PNG of one colour with some noise on it: a network learns to tell red from blue in no time. */
export function colouredPng(label: number, seed: number): Promise<Uint8Array> {
  const random = Random.from(seed);
  const [height, width] = [40 + random.int(20), 40 + random.int(20)];
  const strong = testClasses[label] === 'red' ? 0 : 2;
  const pixels = Uint8Array.from(
    { length: height * width * 3 },
    (_, i) => (i % 3 === strong ? 180 : 20) + random.int(60),
  );
  return encodePng({ pixels, height, width, channels: 3 });
}

/** Makes `train` and `val` with a folder for each class and so many images in each of them. */
export async function writeImageFolder(folder: string, sizes: { train: number; val: number }): Promise<void> {
  for (const [split, count] of Object.entries(sizes)) {
    for (const [label, name] of testClasses.entries()) {
      const path = join(folder, split, name);
      await mkdir(path, { recursive: true });
      for (let i = 0; i < count; i++) {
        const seed = (split === 'train' ? 0 : 1000) + 100 * label + i;
        await writeFile(join(path, `${String(i).padStart(3, '0')}.png`), await colouredPng(label, seed));
      }
    }
  }
}
