import { readFile } from 'node:fs/promises';
import type { Dataset } from '@resnext/data';
import type { LabelMap } from '@resnext/evaluator';
import type { LabelledImages } from '../datasets.ts';
import { CliError } from '../errors.ts';

/** What the option takes. */
export const labelMapHelp = 'real:FILE, subset:FILE or numeric-folders';

/**
 * The map of labels of the option: `real:FILE` (several right classes, ReaL's JSON), `subset:FILE` (a JSON list or lines:
 * for each label of the dataset, the class of the model) or `numeric-folders` (ImageNet-V2).
 */
export async function readLabelMap(option: string, dataset: LabelledImages): Promise<LabelMap> {
  const { classSubset, numericFolders, realLabels } = await import('@resnext/evaluator');
  const [kind, ...rest] = option.split(':');
  const path = rest.join(':');
  if (kind === 'numeric-folders' && path === '') return numericFolders(dataset.classNames);
  if (kind === 'subset' && path !== '') return classSubset(await readClasses(path));
  if (kind === 'real' && path !== '') {
    if (!('get' in dataset)) {
      throw new CliError(
        'expected a dataset whose images can be told apart for real:FILE but received a stream',
      );
    }
    const places = await placesInReal(dataset);
    return realLabels(await readJson(path), (index) => places[index]!);
  }
  throw new CliError(`expected ${labelMapHelp} for --label-map but received '${option}'`);
}

/** ReaL counts the images of ImageNet by the number in their names, from 1; other datasets by their order. */
async function placesInReal(dataset: Dataset): Promise<Int32Array> {
  const places = new Int32Array(dataset.length);
  for (let index = 0; index < dataset.length; index++) {
    const item = await dataset.get(index);
    const number = 'name' in item ? /ILSVRC2012_val_(\d{8})\./.exec(item.name)?.[1] : undefined;
    places[index] = number === undefined ? index : Number(number) - 1;
  }
  return places;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(`expected JSON in ${path} but received '${text.slice(0, 40)}'`);
  }
}

async function readClasses(path: string): Promise<number[]> {
  const text = await readFile(path, 'utf8');
  const classes = text.trimStart().startsWith('[')
    ? await readJson(path)
    : text.trim().split(/\s+/).map(Number);
  if (Array.isArray(classes) && classes.every((each): each is number => Number.isSafeInteger(each)))
    return classes;
  throw new CliError(
    `expected whole numbers, a class of the model each, in ${path} but received something else`,
  );
}
