import type { AnyTransform, Dataset, StreamDataset, Transform } from '@resnext/data';
import type { BuildRowOptions, ModelRow } from '@resnext/zoo';
import type { Context } from './context.ts';
import { CliError } from './errors.ts';
import type { Recipe } from './training/recipe.ts';

/** Where the images of a dataset are, as the command line says it. */
export interface DataSource {
  /** A folder, an archive, or the urls of shards. */
  readonly data?: string;
  /** The urls of shards to judge on. */
  readonly valData?: string;
  /** The file of labels for images without folders. */
  readonly labels?: string;
  /** A folder for lists of images and what was counted. */
  readonly cache?: string;
  /** Where to fetch from. */
  readonly mirror?: string;
  /** How many samples there are in shards on a server. */
  readonly samples?: number;
  readonly valSamples?: number;
}

/** What a model knows of its classes and images. */
export type Wanted = Partial<Pick<ModelRow, 'classes' | 'classNames' | 'channels'>>;

/** Labelled images, found by their index or one after the other. */
export type LabelledImages = Dataset | StreamDataset;

/** How images become what a model sees. */
export interface Preparations {
  /** Distorted at random. */
  readonly augmented: Transform;
  /** As they are judged; nothing if they are taken as they are. */
  readonly plain?: Transform;
  /** Ten views of each image, where that makes sense. */
  readonly tenCrop?: AnyTransform;
}

/** How one trains on a dataset unless told otherwise: what a recipe must say, and whatever else helps. */
export type RecipeDefaults = Pick<
  Recipe,
  | 'epochs'
  | 'batchSize'
  | 'learningRate'
  | 'schedule'
  | 'momentum'
  | 'weightDecay'
  | 'labelSmoothing'
  | 'augment'
> &
  Partial<Recipe>;

/** A dataset, and how one trains on it unless told otherwise. */
export interface OpenDataset {
  /** The images to learn from, if there are any. */
  readonly train?: () => Promise<LabelledImages>;
  /** The images to judge on, if there are any. */
  readonly test?: () => Promise<LabelledImages>;
  readonly prepare: (row: Pick<ModelRow, 'preprocessing' | 'channels'>) => Preparations;
  /** Threads that read and decode, unless told otherwise. */
  readonly workers: number;
  readonly defaults: RecipeDefaults;
  /** What a network made of numbers alone has to be like. */
  readonly fitted: () => Promise<BuildRowOptions>;
}

/** What opening a dataset may need. */
export interface OpenOptions {
  readonly source: DataSource;
  readonly wanted: Wanted;
  readonly context: Pick<Context, 'stderr' | 'env' | 'signal'>;
}

/** Every dataset by its name on the command line, opened when it is wanted. */
const datasets = {
  digits: async () => (await import('./datasets/digits.ts')).openDigits(),
  cifar10: async (options) => (await import('./datasets/cifar.ts')).openCifar('cifar10', options),
  cifar100: async (options) => (await import('./datasets/cifar.ts')).openCifar('cifar100', options),
  imagenet: async (options) => (await import('./datasets/imagenet.ts')).openImagenet(options),
  folder: async (options) => (await import('./datasets/folder.ts')).openFolder(options),
  webdataset: async (options) => (await import('./datasets/webdataset.ts')).openWebDataset(options),
} satisfies Record<string, (options: OpenOptions) => Promise<OpenDataset>>;

export type DatasetName = keyof typeof datasets;

export const datasetNames = Object.keys(datasets) as DatasetName[];

/** Opens a dataset; its images are looked for when they are asked for. */
export function openDataset(
  name: DatasetName,
  source: DataSource,
  wanted: Wanted,
  context: OpenOptions['context'],
): Promise<OpenDataset> {
  return datasets[name]({ source, wanted, context });
}

/** Opens the part of a dataset that a command cannot do without. */
export async function openSplit(dataset: OpenDataset, split: 'train' | 'test'): Promise<LabelledImages> {
  const open = dataset[split];
  if (open !== undefined) return open();
  const [purpose, place] = split === 'train' ? ['learn from', 'train'] : ['judge on', 'val, or test'];
  throw new CliError(
    `expected images to ${purpose} in --data but received none: put them into its folder ${place}`,
  );
}

/** Refuses a model that cannot see the images of a dataset, whatever their classes. */
export function checkChannels(row: ModelRow, { channels, name }: LabelledImages): void {
  if (row.channels === channels) return;
  throw new CliError(
    `expected a model of ${channels} channels, as ${name} has, but received ${row.name} of ${row.channels} channels`,
  );
}

/** Refuses a model that cannot see the images of a dataset or does not know its classes. */
export function checkFit(row: ModelRow, { channels, classNames, name }: LabelledImages): void {
  if (row.channels === channels && row.classes === classNames.length) return;
  throw new CliError(
    `expected a model of ${classNames.length} classes and ${channels} channels, as ${name} has, ` +
      `but received ${row.name} of ${row.classes} classes and ${row.channels} channels`,
  );
}
