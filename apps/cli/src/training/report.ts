import type { Callback, Epoch } from '@resnext/trainer';
import type { Context } from '../context.ts';
import { accuracy, decimal, duration } from '../output/numbers.ts';
import { startTable, type Column } from '../output/table.ts';
import type { Recipe } from './recipe.ts';
import { showSteps } from './showSteps.ts';
import { trainRecipe, type RunOptions } from './trainRecipe.ts';
import { withWayOn } from './withWayOn.ts';

const columns: readonly Column<Epoch>[] = [
  { title: 'epoch', value: ({ epoch, epochs }) => `${epoch}/${epochs}`, align: 'right', width: 7 },
  {
    title: 'learning rate',
    value: ({ learningRate }) => learningRate.toPrecision(3),
    align: 'right',
  },
  { title: 'train loss', value: ({ train }) => decimal(train.loss, 4), align: 'right' },
  { title: 'train top-1', value: ({ train }) => accuracy(train.top1), align: 'right', width: 23 },
  { title: 'test loss', value: ({ test }) => decimal(test.loss, 4), align: 'right' },
  { title: 'test top-1', value: ({ test }) => accuracy(test.top1), align: 'right', width: 23 },
  { title: 'time', value: ({ seconds }) => duration(seconds), align: 'right', width: 6 },
  {
    title: 'left',
    value: ({ epoch, epochs, seconds }) => duration((epochs - epoch) * seconds),
    align: 'right',
    width: 6,
  },
];

/**
 * Trains as a recipe says, with a row of a table for each epoch and a moving line between them on a
 * terminal.
 *
 * @returns the last epoch; nothing if there was none left to do
 */
export async function trainWithTable(
  recipe: Recipe,
  options: RunOptions,
  context: Context,
): Promise<Epoch | undefined> {
  let writeRow: ((epoch: Epoch) => void) | undefined;
  return trainWithProgress(recipe, options, context, (epoch) => {
    writeRow ??= startTable(context, columns);
    writeRow(epoch);
  });
}

/** The same with whatever is to be done with an epoch. */
export async function trainWithProgress(
  recipe: Recipe,
  options: RunOptions,
  context: Context,
  onEpoch: (epoch: Epoch) => void,
): Promise<Epoch | undefined> {
  let last: Epoch | undefined;
  const { stderr, signal } = context;
  const callbacks: Callback[] = [showSteps(stderr)];
  try {
    for await (const epoch of trainRecipe(recipe, { ...options, signal, callbacks }, context)) {
      onEpoch(epoch);
      last = epoch;
    }
    return last;
  } catch (error) {
    throw await withWayOn(error, options.directory);
  }
}
