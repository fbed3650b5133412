import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { webDataset } from '@resnext/data';
import type { LabelledImages, OpenDataset, OpenOptions } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { imagenetDefaults, imageWorkers } from './imagenetDefaults.ts';
import { prepareImages } from './prepareImages.ts';
import { requireData } from './requireData.ts';

const CLASS_FILES = ['classes.txt', 'classnames.txt'];

/**
 * Shards of images: those of `--data` and `--val-data`, or the files train*.tar and val*.tar in the folder of `--data`. A
 * file with the names of the classes may lie beside them.
 */
export async function openWebDataset({ source, wanted, context }: OpenOptions): Promise<OpenDataset> {
  const { valData, cache, samples, valSamples } = source;
  const data = requireData(source, 'a folder of shards, or their urls,');
  const files = await readdir(data).catch(() => undefined);
  const names = files && (await readClassNames(data, files));
  const shards = (pattern: RegExp): string[] | undefined => {
    const found = files?.filter((name) => pattern.test(name)).map((name) => join(data, name));
    return found && found.length > 0 ? found : undefined;
  };
  const training = files === undefined ? data : shards(/^train.*\.(tar|tar\.gz|tgz)$/);
  // Who only judges names the shards with --data.
  const judging = valData ?? (files === undefined ? data : shards(/^(val|test).*\.(tar|tar\.gz|tgz)$/));

  const open =
    (urls: string | string[], name: string, length?: number) => async (): Promise<LabelledImages> => {
      const classes = wanted.classNames ?? names ?? wanted.classes;
      if (classes === undefined) {
        throw new CliError(
          `expected --num-classes, or ${CLASS_FILES[0]} in the folder of shards, but received neither`,
        );
      }
      const channels = wanted.channels === 1 ? 1 : 3;
      const network = { signal: context.signal };
      return webDataset(urls, { classes, channels, cache, length, network, name: `webdataset/${name}` });
    };
  return {
    train: training === undefined ? undefined : open(training, 'train', samples),
    test:
      judging === undefined
        ? undefined
        : open(judging, 'test', valSamples ?? (judging === data ? samples : undefined)),
    prepare: prepareImages,
    workers: imageWorkers,
    defaults: imagenetDefaults,
    fitted: async () => (names ? { classes: names.length, classNames: names } : {}),
  };
}

async function readClassNames(folder: string, files: readonly string[]): Promise<string[] | undefined> {
  const file = CLASS_FILES.find((name) => files.includes(name));
  if (file === undefined) return undefined;
  const text = await readFile(join(folder, file), 'utf8');
  return text.trim().split(/\s*\n\s*/);
}
