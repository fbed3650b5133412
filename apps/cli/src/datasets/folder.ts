import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { imageFolder } from '@resnext/data';
import type { OpenDataset, OpenOptions } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { imagenetDefaults, imageWorkers } from './imagenetDefaults.ts';
import { classesOf, once } from './once.ts';
import { prepareImages } from './prepareImages.ts';
import { requireData } from './requireData.ts';

/** Images of one's own: `train` and `val` in the folder of `--data`, or folders of classes to judge on. */
export async function openFolder({ source, wanted }: OpenOptions): Promise<OpenDataset> {
  const { cache, labels } = source;
  const channels = wanted.channels === 1 ? 1 : 3;
  const data = requireData(source, 'a folder with train and val, each with a folder for each class,');
  if (!(await isFolder(data)))
    throw new CliError(`expected a folder for --data but there is none at ${data}`);
  const train = await firstFolder(data, ['train']);
  const test =
    (await firstFolder(data, ['val', 'validation', 'test'])) ?? (train === undefined ? data : undefined);
  const openTrain =
    train === undefined
      ? undefined
      : once(() => imageFolder(train, { cache, channels, name: 'folder/train' }));
  return {
    train: openTrain,
    test:
      test === undefined
        ? undefined
        : async () => {
            // Classes are numbered as they were when the model learnt them, whichever of them are here.
            const known = openTrain ? (await openTrain()).classNames : (wanted.classNames ?? []);
            const open = (classNames?: readonly string[]) =>
              imageFolder(test, { cache, channels, labels, classNames, name: 'folder/test' });
            if (openTrain) return open(known);
            // A model may have other names for all of them: WordNet's ids are cats and dogs to people.
            const found = await open();
            return found.classNames.some((name) => known.includes(name)) ? open(known) : found;
          },
    prepare: prepareImages,
    workers: imageWorkers,
    defaults: imagenetDefaults,
    fitted: async () => (openTrain === undefined ? {} : classesOf(openTrain)),
  };
}

async function firstFolder(parent: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const path = join(parent, name);
    if (await isFolder(path)) return path;
  }
  return undefined;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
