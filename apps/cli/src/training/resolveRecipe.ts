import type { BuildRowOptions, ModelRow } from '@resnext/zoo';
import type { Context } from '../context.ts';
import { datasetNames, openDataset, type DatasetName } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { hasArchitecture, rowOf, type ArchitectureOptions } from '../options/model.ts';
import type { PartialRecipe, Recipe } from './recipe.ts';
import { parseRecipe } from './recipeSchema.ts';

export interface ModelOptions extends ArchitectureOptions {
  readonly model?: string;
}

export interface RecipeSources {
  /** What was said, in the order in which it was: the last one wins. */
  readonly said: readonly PartialRecipe[];
  /** The network of the command line. */
  readonly network: ModelOptions;
  /** What to call them all in an error. */
  readonly source: string;
}

/** The whole recipe: what was said, and the dataset's defaults for the rest. */
export async function resolveRecipe(
  { said, network, source }: RecipeSources,
  context: Pick<Context, 'stderr' | 'env' | 'signal'>,
): Promise<Recipe> {
  const all: PartialRecipe = Object.fromEntries(said.flatMap((each) => Object.entries(each)));
  const dataset = datasetOf(all['dataset']);
  const wanted = { classes: network.numClasses };
  const { defaults, fitted } = await openDataset(dataset, all, wanted, context);
  const model = await modelOf(all, network, await fitted());
  return parseRecipe({ ...defaults, ...all, dataset, model }, source);
}

function datasetOf(name: unknown): DatasetName {
  const known = datasetNames.find((each) => each === name);
  if (known) return known;
  const received =
    name === undefined ? 'none' : typeof name === 'string' ? `'${name}'` : JSON.stringify(name);
  throw new CliError(`expected one of ${datasetNames.join(', ')} for --dataset but received ${received}`);
}

/** The command line's network, or the recipe's in the variation that the command line asks for. */
async function modelOf(
  { model: said, weights }: PartialRecipe,
  { model: name, ...options }: ModelOptions,
  { classes, classNames, ...architecture }: BuildRowOptions,
): Promise<ModelRow> {
  // Where nobody says how many classes there are, the dataset does.
  const variation = { ...options, numClasses: options.numClasses ?? classes };
  const row = await rowFor();
  return classNames?.length === row.classes ? { ...row, classNames: row.classNames ?? classNames } : row;

  function rowFor(): Promise<ModelRow> {
    if (name !== undefined || hasArchitecture(options)) return rowOf(name, variation, architecture);
    if (typeof said === 'string') return rowOf(said, variation, architecture);
    if (typeof said === 'object' && said !== null) return describedRow(said);
    if (typeof weights === 'string') return rowOfWeights(weights);
    return rowOf(undefined, options, architecture);
  }

  /** Of a row as `train.json` keeps it, or of the numbers that make one. */
  async function describedRow(description: object): Promise<ModelRow> {
    if ('preprocessing' in description) return description as ModelRow;
    const own = 'classes' in description ? options : variation;
    return rowOf(undefined, own, { ...architecture, ...description });
  }

  async function rowOfWeights(path: string): Promise<ModelRow> {
    const { readRow } = await import('@resnext/zoo');
    const { classNames: own, ...known } = await readRow(path);
    const wanted = variation.numClasses ?? known.classes;
    return { ...known, classes: wanted, ...(own?.length === wanted && { classNames: own }) };
  }
}
