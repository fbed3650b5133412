import { createInterface } from 'node:readline';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createLoader, imageFolder, presets, type Dataset } from '@resnext/data';
import sharp from 'sharp';

/*
 * An epoch of the ImageNet training transform for every line `run` on stdin, with our loader or a bare loop over sharp
 * that decodes and resizes the same regions.
 * Usage: contender.ts resnext|sharp FOLDER WORKERS BATCH EPOCH_IMAGES
 */

const [name, folder, ...numbers] = process.argv.slice(2) as [string, string, ...string[]];
const [workers, batchSize, images] = numbers.map(Number) as [number, number, number];
const epoch = name === 'sharp' ? await sharpEpoch() : await loaderEpoch();
await epoch();
answer({ ready: name });
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== 'run') continue;
  const start = performance.now();
  await epoch();
  answer({ ms: performance.now() - start, minorFaults: 0, peakRss: null });
}
process.exit();

async function loaderEpoch(): Promise<() => Promise<void>> {
  const dataset = await imageFolder(folder);
  const repeated: Dataset = { ...dataset, length: images, get: (i) => dataset.get(i % dataset.length) };
  const transform = presets.imagenetTrain();
  const loader = createLoader(repeated, { batchSize, shuffle: true, workers, transform });
  let n = 0;
  return async () => {
    for await (const batch of loader.epoch(n++)) void batch;
  };
}

/** As many images at once as keep all processors busy, with regions drawn as the transform draws them. */
async function sharpEpoch(): Promise<() => Promise<void>> {
  const { Random, transforms } = await import('@resnext/data');
  sharp.concurrency(1);
  const classes = (await readdir(folder)).sort();
  const names = await Promise.all(classes.map((c) => readdir(join(folder, c))));
  const files = classes.flatMap((c, i) => names[i]!.map((file) => join(folder, c, file)));
  const { choose } = transforms.randomResizedCrop({ size: 224 });
  let n = 0;
  return async () => {
    let next = 0;
    const epoch = n++;
    const work = async (): Promise<void> => {
      while (next < images) {
        const index = next++;
        const { region } = choose!({ width: 500, height: 375 }, Random.from(0, epoch, index));
        await sharp(files[index % files.length])
          .extract(region)
          .resize(224, 224, { kernel: 'cubic', fit: 'fill' })
          .raw()
          .toBuffer();
      }
    };
    await Promise.all(Array.from({ length: 3 * availableParallelism() }, work));
  };
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
