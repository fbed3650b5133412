import { summarize } from '@resnext/zoo';
import type { Context } from '../context.ts';
import type { LoadingOptions } from '../options/data.ts';
import type { JsonOption } from '../options/json.ts';
import { writeJson } from '../output/json.ts';
import { count, decimal, duration } from '../output/numbers.ts';
import { writeTable } from '../output/table.ts';
import { estimateMemory, estimateSeconds } from './estimate.ts';
import type { Recipe } from './recipe.ts';
import { startRate } from './schedule.ts';
import { openSources } from './sources.ts';

/** Says what a recipe would train and what that would cost, without training. */
export async function describeTraining(
  recipe: Recipe,
  { json, ...loading }: JsonOption & LoadingOptions,
  context: Context,
): Promise<void> {
  const sources = await openSources(recipe, loading, context);
  await sources.close();
  const { training, validation } = sources;
  const { params, macs } = summarize(recipe.model);
  const images = { training: training.length, validation: validation.length };
  const memoryBytes = estimateMemory(recipe);
  const secondsAnEpoch = await estimateSeconds(recipe, images);
  const learningRate = startRate(recipe);
  if (json) {
    return writeJson(context, { recipe, learningRate, params, macs, images, memoryBytes, secondsAnEpoch });
  }
  const { name, ...row } = recipe.model;
  const settings = Object.entries({ ...recipe, model: name }).filter(([, value]) => value !== undefined);
  writeTable(
    context,
    [
      { title: 'recipe', value: ([key]) => key },
      { title: '', value: ([, value]) => value },
    ],
    settings.map(([key, value]): [string, string] => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const { blocks, cardinality, baseWidth, form, shortcut, classes } = row;
  context.stdout.write('\n');
  writeTable(
    context,
    [
      { title: name, value: ([key]) => key },
      { title: '', value: ([, value]) => value, align: 'right' },
    ],
    [
      ['blocks', blocks.join(', ')],
      ['cardinality and base width', `${cardinality} x ${baseWidth}d`],
      ['form and shortcut', `${form}, ${shortcut}`],
      ['classes', count(classes)],
      ['parameters', count(params)],
      ['multiply-adds for an image', count(macs)],
      ['training and validation images', `${count(images.training)}, ${count(images.validation)}`],
      ['first learning rate', String(Number(learningRate.toPrecision(6)))],
      ['memory, about', `${decimal(memoryBytes / 2 ** 30, 1)} GiB`],
      ['time of an epoch, about', duration(secondsAnEpoch)],
      ['time of all, about', duration(secondsAnEpoch * (recipe.epochs - recipe.startEpoch + 1))],
    ] as [string, string][],
  );
}
