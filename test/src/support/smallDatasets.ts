import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Random, writePng } from '@resnext/data';

/** A few images of noise in ImageNet's folders. */
export async function writeImageNet(folder: string): Promise<string> {
  for (const [split, images] of [
    ['train', 4],
    ['val', 2],
  ] as const) {
    for (const [label, wnid] of ['n01440764', 'n01443537'].entries()) {
      await mkdir(join(folder, split, wnid), { recursive: true });
      for (let image = 0; image < images; image++) {
        // A PNG that is named as a JPEG is what the real set has too.
        await writePng(join(folder, split, wnid, `${wnid}_${image}.JPEG`), {
          ...{ pixels: noise(256 * 260 * 3, label, image), height: 256, width: 260, channels: 3 },
        });
      }
    }
  }
  return folder;
}

const CIFAR_IMAGE = 32 * 32 * 3;
const CIFAR_RECORDS = 10_000;
const DIFFERENT_RECORDS = 20;

/** The files of CIFAR-10's binary version, with the same few images of noise again and again. */
export async function writeCifar10(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const files = [1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`);
  for (const [part, name] of [...files, 'test_batch.bin'].entries()) {
    const records = Array.from({ length: DIFFERENT_RECORDS }, (_, image) => {
      const label = (part + image) % 10;
      return Uint8Array.of(label, ...noise(CIFAR_IMAGE, label, image));
    });
    const all = Array.from({ length: CIFAR_RECORDS / DIFFERENT_RECORDS }, () => records).flat();
    await writeFile(join(folder, name), Buffer.concat(all));
  }
  return folder;
}

function noise(length: number, ...key: readonly number[]): Uint8Array {
  const random = Random.from(...key);
  return Uint8Array.from({ length }, () => random.int(256));
}
