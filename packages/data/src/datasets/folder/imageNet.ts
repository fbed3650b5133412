import { join } from 'node:path';
import { checkChoice } from '../../check.ts';
import { DataError } from '../../errors.ts';
import { isFile } from '../../files/exists.ts';
import { cannotRead } from '../../images/cannotRead.ts';
import { imageFolder, type ImageFolderDataset } from './imageFolder.ts';
import { listClasses } from './listClasses.ts';

/** Which part of ImageNet is wanted. */
export interface ImageNetOptions {
  split: 'train' | 'val';
  /** A folder for lists of images; see {@link imageFolder}. */
  cache?: string;
  /** The labels of a `val` without folders. Default: a file of {@link LABEL_FILES} beside `val` or in it. */
  labels?: string;
}

/** What lists of the labels of the 50,000 images are called: Caffe's, TensorFlow's and Kaggle's. */
const LABEL_FILES = [
  'val.txt',
  'imagenet_2012_validation_synset_labels.txt',
  'LOC_val_solution.csv',
  'labels.txt',
];

/**
 * ImageNet (ILSVRC 2012): 1,281,167 images for training and 50,000 for validation. `train` has a folder for each class,
 * named by its WordNet id; `val` has the same, or all images and a file of labels ({@link imageFolder} reads both). Classes
 * are those of `train` if it is there.
 *
 * @param path the folder that has `train` and `val`
 * @throws {DataError} as {@link imageFolder} does
 */
export async function imageNet(path: string, options: ImageNetOptions): Promise<ImageFolderDataset> {
  const { cache } = options;
  const split = checkChoice<'train' | 'val'>('split', options.split, ['train', 'val']);
  const folder = join(path, split);
  const name = `imagenet/${split}`;
  if (split === 'train') return imageFolder(folder, { cache, name });
  const trained = await listClasses(join(path, 'train')).catch(() => []);
  const classNames = trained.length > 0 ? trained : undefined;
  const own = await listClasses(folder).catch((cause: unknown) => {
    throw cannotRead('a folder of images', folder, cause);
  });
  if (own.length > 0 && options.labels === undefined) return imageFolder(folder, { cache, name, classNames });
  return imageFolder(folder, { name, classNames, labels: options.labels ?? (await findLabels(path)) });
}

async function findLabels(path: string): Promise<string> {
  for (const folder of [path, join(path, 'val')]) {
    for (const name of LABEL_FILES) if (await isFile(join(folder, name))) return join(folder, name);
  }
  throw new DataError(
    'DATA_CANNOT_READ',
    `expected a folder for each class in ${join(path, 'val')}, or labels in ${path} (${LABEL_FILES.join(', ')}), ` +
      'but received neither: put one of these there',
  );
}
