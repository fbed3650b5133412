import type { Command, Option } from 'commander';
import { CliError } from '../errors.ts';
import { integer, number, oneOf } from '../options/values.ts';
import { scheduleNames, type PartialRecipe, type Recipe, type RecipeGroup } from './recipe.ts';

/** A flag and what of a recipe it sets. */
interface Setting {
  readonly key: keyof Recipe;
  readonly flags: string;
  readonly description: string;
  readonly parse?: (text: string, before: unknown) => unknown;
}

const positive = { min: 1 };
const notNegative = { min: 0 };
const share = { min: 0, max: 1 };

/** Every flag of `resnext train` alone that is part of the recipe, in the order in which help lists them. */
const settings: readonly Setting[] = [
  {
    key: 'weights',
    flags: '--weights <file>',
    description: 'begin with these weights instead of random ones',
  },
  {
    key: 'resetClassifier',
    flags: '--reset-classifier',
    description: 'with --weights: draw the last layer anew, for the classes of the dataset',
  },
  {
    key: 'freeze',
    flags: '--freeze <pattern>',
    description: "keep the parameters of these names, such as 'layer1.*'; can be given again",
    parse: (text, before) => [...((before as string[] | undefined) ?? []), text],
  },
  {
    key: 'groups',
    flags: '--lr-group <pattern=factor>',
    description: "another learning rate for some parameters, such as 'fc.*=10'; can be given again",
    parse: (text, before) => [...((before as RecipeGroup[] | undefined) ?? []), parseGroup(text)],
  },
  count('epochs', '--epochs <n>', 'passes over the training images', positive),
  count('startEpoch', '--start-epoch <n>', 'the epoch that the schedule begins with', positive),
  count('batchSize', '--batch-size <n>', 'images in a step', positive),
  count('microBatch', '--micro-batch <n>', 'images at a time, where a whole batch is too large', positive),
  amount('learningRate', '--lr <x>', 'learning rate at the start', notNegative),
  count('lrBase', '--lr-base <n>', 'the batch size that --lr is for: others scale it', positive),
  {
    key: 'schedule',
    flags: '--schedule <name>',
    description: `of the learning rate: ${scheduleNames.join(', ')}`,
    parse: oneOf('--schedule', scheduleNames),
  },
  {
    key: 'milestones',
    flags: '--milestones <epochs>',
    description: 'after which multistep lowers the rate, such as 30,60,90',
    parse: (text) => text.split(',').map(integer('--milestones', positive)),
  },
  amount('gamma', '--gamma <x>', 'by which multistep multiplies it', share),
  amount('minLearningRate', '--min-lr <x>', 'where cosine ends', notNegative),
  amount('warmUpEpochs', '--warmup-epochs <n>', 'in which the rate rises first', notNegative),
  amount('warmUpFrom', '--warmup-from <x>', 'the share of the rate with which it begins to', share),
  amount('momentum', '--momentum <x>', "of Nesterov's kind", share),
  { key: 'nesterov', flags: '--no-nesterov', description: 'plain momentum' },
  amount('weightDecay', '--weight-decay <x>', 'pull of all weights towards 0', notNegative),
  { key: 'normDecay', flags: '--no-bn-decay', description: 'of all but batch norms and biases' },
  amount('labelSmoothing', '--label-smoothing <x>', 'share given to the other classes', share),
  amount('mixup', '--mixup <alpha>', 'mix images and their labels', notNegative),
  amount('cutmix', '--cutmix <alpha>', 'put pieces of images into others', notNegative),
  amount('clipNorm', '--clip-norm <x>', 'the most that the gradients together may be long', notNegative),
  amount('averageDecay', '--ema <decay>', 'judge and keep a running average of the weights', share),
  {
    key: 'zeroInitialiseLast',
    flags: '--zero-init-last',
    description: 'start the last batch norm of each block as zeros',
  },
  {
    key: 'recompute',
    flags: '--recompute',
    description: 'compute what is inside blocks again for the gradients: half the memory, a third more time',
  },
  { key: 'precision', flags: '--precision <type>', description: 'of numbers: single', parse: precision },
  { key: 'augment', flags: '--no-augment', description: 'train on the images as they are' },
  count('patience', '--patience <epochs>', 'end after so many without a better validation', positive),
  amount('checkpointMinutes', '--checkpoint-minutes <n>', 'between checkpoints within an epoch', notNegative),
  count(
    'keepCheckpoints',
    '--keep-checkpoints <n>',
    "the last ones that are kept, besides the best epoch's",
    positive,
  ),
  count('limitTrainBatches', '--limit-train-batches <n>', 'only so many of an epoch', positive),
  count('limitValBatches', '--limit-val-batches <n>', 'only so many of a validation', positive),
];

const keyOf = new Map<Option, keyof Recipe>();

export function addSettings(command: Command): Command {
  for (const { key, flags, description, parse } of settings) {
    const option = command.createOption(flags, description);
    if (parse) option.argParser(parse);
    command.addOption(option);
    keyOf.set(option, key);
  }
  return command;
}

/** What the command line says of the recipe. */
export function givenSettings(command: Command): PartialRecipe {
  const given = command.options
    .filter((option) => keyOf.has(option) && command.getOptionValueSource(option.attributeName()) === 'cli')
    .map((option) => [keyOf.get(option)!, command.getOptionValue(option.attributeName())] as const);
  return Object.fromEntries(given);
}

type Range = Parameters<typeof integer>[1];

function count(key: keyof Recipe, flags: string, description: string, range: Range): Setting {
  return { key, flags, description, parse: integer(flags.split(' ')[0]!, range) };
}

function amount(key: keyof Recipe, flags: string, description: string, range: Range): Setting {
  return { key, flags, description, parse: number(flags.split(' ')[0]!, range) };
}

function parseGroup(text: string): RecipeGroup {
  const [pattern, factor, ...rest] = text.split('=');
  if (!pattern || !factor || rest.length > 0) {
    throw new CliError(
      `expected a pattern and a factor, such as fc.*=10, for --lr-group but received '${text}'`,
    );
  }
  return { pattern, rateFactor: number('the factor of --lr-group', notNegative)(factor) };
}

function precision(text: string): 'single' {
  if (text === 'single') return text;
  throw new CliError(
    `expected single for --precision but received '${text}': no backend of ours trains in another precision`,
  );
}
