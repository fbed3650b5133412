import type { Dataset, Transform } from '@resnext/data';
import type { BuildRowOptions, ModelRow } from '@resnext/zoo';
import { CliError } from './errors.ts';
import type { Recipe } from './training/recipe.ts';

/** A dataset, and how one trains on it unless told otherwise. */
export interface OpenDataset {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly augmentation: Transform;
  readonly defaults: Omit<Recipe, 'dataset' | 'model' | 'seed'>;
  /** What a network made of numbers alone has to be like. */
  readonly fitted: BuildRowOptions;
}

/** Every dataset by its name on the command line, opened when it is wanted. */
const datasets = {
  digits: async () => (await import('./datasets/digits.ts')).openDigits(),
} satisfies Record<string, () => Promise<OpenDataset>>;

export type DatasetName = keyof typeof datasets;

export const datasetNames = Object.keys(datasets) as DatasetName[];

export function openDataset(name: DatasetName): Promise<OpenDataset> {
  return datasets[name]();
}

/** Refuses a model that cannot see the images of a dataset or does not know its classes. */
export function checkFit(row: ModelRow, { shape, classNames, name }: Dataset): void {
  const [, , channels] = shape;
  if (row.channels === channels && row.classes === classNames.length) return;
  throw new CliError(
    `expected a model of ${classNames.length} classes and ${channels} channels, as ${name} has, ` +
      `but received ${row.name} of ${row.classes} classes and ${row.channels} channels`,
  );
}
