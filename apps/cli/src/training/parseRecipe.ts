import { parseRow } from '@resnext/zoo';
import { datasetNames } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { scheduleNames, type Recipe } from './recipe.ts';

/**
 * A recipe that was read from a file.
 *
 * @param file what to call it in an error
 */
export function parseRecipe(value: unknown, file: string): Recipe {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const take = <T>(name: keyof Recipe, is: (field: unknown) => field is T, what: string): T => {
    const field = fields[name];
    if (is(field)) return field;
    throw new CliError(`expected ${what} for ${name} in ${file} but received ${JSON.stringify(field)}`);
  };
  const number = (name: keyof Recipe): number => take(name, isNumber, 'a number');
  return {
    dataset: take('dataset', isOneOf(datasetNames), `one of ${datasetNames.join(', ')}`),
    model: parseRow(fields['model']),
    epochs: number('epochs'),
    batchSize: number('batchSize'),
    learningRate: number('learningRate'),
    momentum: number('momentum'),
    weightDecay: number('weightDecay'),
    labelSmoothing: number('labelSmoothing'),
    schedule: take('schedule', isOneOf(scheduleNames), `one of ${scheduleNames.join(', ')}`),
    seed: number('seed'),
    augment: take('augment', (field) => typeof field === 'boolean', 'true or false'),
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isOneOf<T extends string>(choices: readonly T[]) {
  return (value: unknown): value is T => choices.some((choice) => choice === value);
}
