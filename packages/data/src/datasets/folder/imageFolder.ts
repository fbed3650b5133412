import { basename, join, resolve } from 'node:path';
import { DataError } from '../../errors.ts';
import { indexOutOfRange, type Dataset } from '../dataset.ts';
import type { EncodedSample } from '../sample.ts';
import { fileTable } from './fileTable.ts';
import { flatFolder } from './flatFolder.ts';
import { indexFolder, type FolderIndex } from './folderIndex.ts';
import { indexFileOf, readIndex, writeIndex } from './indexFile.ts';

/** How {@link imageFolder} finds images and their classes. */
export interface ImageFolderOptions {
  /** A folder for the list of images, which makes the next start fast; only what has changed is listed again. */
  cache?: string;
  /**
   * The names of the classes, by label. Default: those that are found, sorted. To be given when a model knows classes
   * already: a folder for testing that lacks one of them would otherwise number the others differently.
   */
  classNames?: readonly string[];
  /** A file of labels, for a folder that has images and no folders; see {@link flatFolder}. */
  labels?: string;
  /** What people call the dataset. Default: the folder's name. */
  name?: string;
  /** 3 for red, green, blue; 1 for grey. Default 3. */
  channels?: 1 | 3;
}

/** A {@link Dataset} of files, whose paths are known at once. */
export interface ImageFolderDataset extends Dataset {
  get(index: number): EncodedSample;
}

/**
 * The images of a folder that has one folder for each class, as ImageNet's is laid out and torchvision's `ImageFolder`
 * reads it: classes are numbered in the order of their names, images may lie in folders of folders. Hidden folders are no
 * classes.
 *
 * @throws {DataError} `DATA_CANNOT_READ`, `DATA_NO_SAMPLES` if there is no class or one without an image,
 * `DATA_BAD_LABEL`, or `DATA_CANNOT_WRITE` for the cache
 */
export async function imageFolder(
  path: string,
  options: ImageFolderOptions = {},
): Promise<ImageFolderDataset> {
  const folder = resolve(path);
  const { cache, labels, name = basename(folder), channels = 3 } = options;
  if (labels !== undefined) {
    return flatFolder(folder, { labels, classNames: options.classNames, name, channels });
  }
  const index = cache === undefined ? await indexFolder(folder) : await cachedIndex(folder, cache);
  requireImages(folder, index);
  const found = index.classes.map((files) => files.name);
  const classNames = options.classNames ?? found;
  const labelOf = found.map((className) => requireClass(className, classNames, folder));
  const files = fileTable(index.classes);
  const { length } = files;
  return {
    name,
    length,
    classNames,
    channels,
    get(index) {
      if (!(Number.isInteger(index) && index >= 0 && index < length))
        throw indexOutOfRange({ name, length }, index);
      const { classIndex, name: file } = files.at(index);
      const path = join(folder, found[classIndex]!, file);
      return { encoded: { path }, label: labelOf[classIndex]!, name: path };
    },
  };
}

async function cachedIndex(folder: string, cache: string): Promise<FolderIndex> {
  const file = await indexFileOf(cache, folder);
  const previous = await readIndex(file, folder);
  const index = await indexFolder(folder, previous);
  if (index !== previous) await writeIndex(file, folder, index);
  return index;
}

function requireImages(folder: string, { classes }: FolderIndex): void {
  const empty = classes.filter(({ count }) => count === 0).map(({ name }) => name);
  if (classes.length > 0 && empty.length === 0) return;
  const [expected, received] =
    classes.length === 0
      ? ['a folder for each class', 'no folder at all']
      : [
          'images in the folder of every class',
          `none in ${empty.length} of ${classes.length} (${some(empty)})`,
        ];
  throw new DataError(
    'DATA_NO_SAMPLES',
    `expected ${expected} for ${folder} but received ${received}: check the path, or remove what is no class`,
  );
}

function requireClass(name: string, classNames: readonly string[], folder: string): number {
  const label = classNames.indexOf(name);
  if (label >= 0) return label;
  throw new DataError(
    'DATA_BAD_LABEL',
    `expected only folders of the ${classNames.length} known classes (${some(classNames)}) for ${folder} ` +
      `but received '${name}': remove it, or train with it`,
  );
}

function some(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')}, ...` : names.join(', ');
}
