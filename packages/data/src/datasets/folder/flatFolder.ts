import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { DataError } from '../../errors.ts';
import { cannotRead } from '../../images/cannotRead.ts';
import { isImageName } from '../../images/listImages.ts';
import { indexOutOfRange } from '../dataset.ts';
import type { ImageFolderDataset } from './imageFolder.ts';
import { parseLabels, type LabelLine } from './parseLabels.ts';
import { sortNames } from './sortNames.ts';

/** What {@link flatFolder} needs to know. */
export interface FlatFolderOptions {
  labels: string;
  classNames?: readonly string[];
  name: string;
  channels: 1 | 3;
}

/**
 * The images directly in a folder, in the order of their names, with a file of labels: a line for each image with its
 * name and its label, or with its label alone in the order of the images' names. A label is the name of a class (for
 * ImageNet a WordNet id) or its number from 0 on. Every image must have a label, and every labelled image be there.
 */
export async function flatFolder(folder: string, options: FlatFolderOptions): Promise<ImageFolderDataset> {
  const { name, channels } = options;
  const files = await listFiles(folder);
  const text = await readFile(options.labels, 'utf8').catch((cause: unknown) => {
    throw cannotRead('a file of labels', options.labels, cause);
  });
  const { lines, classNames } = parseLabels(text, options.labels, options.classNames);
  const labels = assign(lines, files, { folder, source: options.labels });
  const { length } = files;
  return {
    name,
    length,
    classNames,
    channels,
    get(index) {
      const file = files[index];
      if (file === undefined) throw indexOutOfRange({ name, length }, index);
      const path = join(folder, file);
      return { encoded: { path }, label: labels[index]!, name: path };
    },
  };
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw cannotRead('a folder of images', folder, cause);
  });
  const files = entries
    .filter((entry) => !entry.isDirectory() && isImageName(entry.name))
    .map(({ name }) => name);
  if (files.length > 0) return sortNames(files);
  throw new DataError('DATA_NO_SAMPLES', `expected images in ${folder} but received none: check the path`);
}

/** The label of each file. */
function assign(
  lines: readonly LabelLine[],
  files: readonly string[],
  { folder, source }: { folder: string; source: string },
): Int32Array {
  if (lines.every(({ file }) => file === undefined)) {
    if (lines.length !== files.length) {
      throw mismatch(`${files.length} labels, one for each image in ${folder},`, source, `${lines.length}`);
    }
    return Int32Array.from(lines, ({ label }) => label);
  }
  const byName = new Map(lines.map(({ file, label }) => [file, label]));
  const labels = Int32Array.from(files, (file) => {
    // Kaggle's list has names without an extension.
    const key = byName.has(file) ? file : file.slice(0, -extname(file).length);
    const label = byName.get(key);
    byName.delete(key);
    if (label === undefined)
      throw mismatch(`a label for every image in ${folder}`, source, `none for ${file}`);
    return label;
  });
  const [missing] = byName.keys();
  if (missing === undefined) return labels;
  throw mismatch(
    `labels of images that are in ${folder}`,
    source,
    `${byName.size} of others, such as ${missing}`,
  );
}

function mismatch(expected: string, source: string, received: string): DataError {
  return new DataError(
    'DATA_BAD_LABEL',
    `expected ${expected} in ${source} but received ${received}: use the labels that belong to the images`,
  );
}
