import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { datasetNames, openDataset, type DatasetName } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { addArchitectureOptions, rowOf, type ArchitectureOptions } from '../options/model.ts';
import { addSeedOption, type SeedOption } from '../options/seed.ts';
import { integer, number, oneOf } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { accuracy } from '../output/numbers.ts';
import { scheduleNames, type Recipe } from '../training/recipe.ts';
import type { Register } from './index.ts';

interface RecipeOptions extends ArchitectureOptions, SeedOption {
  readonly dataset?: DatasetName;
  readonly model?: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly lr?: number;
  readonly momentum?: number;
  readonly weightDecay?: number;
  readonly labelSmoothing?: number;
  readonly schedule?: Recipe['schedule'];
  /** False with --no-augment. */
  readonly augment: boolean;
}

interface TrainOptions extends RecipeOptions, BackendOptions, JsonOption {
  readonly out?: string;
  readonly resume?: string;
  readonly overwrite?: true;
}

export const train: Register = (program, context) => {
  const command = program.command('train').description('train a model, or go on with a training');
  command
    .option(
      '--dataset <name>',
      `what to learn from: ${datasetNames.join(', ')}`,
      oneOf('--dataset', datasetNames),
    )
    .option('--model <name>', 'a name that `resnext models` lists')
    .option('--out <dir>', 'where weights, metrics and curves go')
    .option('--resume <dir>', 'go on exactly where the training in this folder stopped')
    .option('--overwrite', 'replace a training that is in the folder of --out')
    .option('--epochs <n>', 'passes over the training images', integer('--epochs', { min: 1 }))
    .option('--batch-size <n>', 'images in a step', integer('--batch-size', { min: 1 }))
    .option('--lr <x>', 'learning rate at the start', number('--lr', { min: 0 }))
    .option('--momentum <x>', "of Nesterov's kind", number('--momentum', { min: 0, max: 1 }))
    .option('--weight-decay <x>', 'pull of all weights towards 0', number('--weight-decay', { min: 0 }))
    .option(
      '--label-smoothing <x>',
      'share given to the other classes',
      number('--label-smoothing', { min: 0, max: 1 }),
    )
    .option(
      '--schedule <name>',
      `of the learning rate: ${scheduleNames.join(', ')}`,
      oneOf('--schedule', scheduleNames),
    )
    .option('--no-augment', 'train on the images as they are');
  addArchitectureOptions(command);
  addSeedOption(command);
  addBackendOptions(command);
  addJsonOption(command)
    .addHelpText(
      'before',
      'Example:\n  $ resnext train --dataset digits --model resnext11_digits --out runs/mine\n  $ resnext train --resume runs/mine\n',
    )
    .addHelpText(
      'after',
      '\nWhat is not given comes from the dataset. --json prints one object a line: each epoch, then the end.',
    )
    .action(async (options: TrainOptions) => {
      const resuming = options.resume !== undefined;
      if (resuming) refuseOthers(command);
      const directory = options.resume ?? options.out;
      if (directory === undefined)
        throw new CliError('expected a folder for --out, or for --resume, but received none');
      const recipe = resuming ? await resumedRecipe(directory) : await newRecipe(options);
      await startBackend(context, options);
      await runTraining(
        recipe,
        { directory, resume: resuming, overwrite: options.overwrite },
        options,
        context,
      );
    });
};

/** A resumed training goes on as it was; only what computes it and how it is shown may change. */
function refuseOthers(command: Command): void {
  const free = new Set(['--resume', '--backend', '--threads', '--json']);
  const given = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map(({ long }) => long ?? '')
    .filter((name) => !free.has(name));
  if (given.length === 0) return;
  throw new CliError(
    `expected --resume alone, since it goes on as before, but received ${given.join(', ')} as well`,
  );
}

async function newRecipe(options: RecipeOptions): Promise<Recipe> {
  const { dataset: name, seed } = options;
  if (name === undefined) {
    throw new CliError(`expected one of ${datasetNames.join(', ')} for --dataset but received none`);
  }
  const { defaults, fitted } = await openDataset(name);
  return {
    dataset: name,
    model: await rowOf(options.model, options, fitted),
    epochs: options.epochs ?? defaults.epochs,
    batchSize: options.batchSize ?? defaults.batchSize,
    learningRate: options.lr ?? defaults.learningRate,
    momentum: options.momentum ?? defaults.momentum,
    weightDecay: options.weightDecay ?? defaults.weightDecay,
    labelSmoothing: options.labelSmoothing ?? defaults.labelSmoothing,
    schedule: options.schedule ?? defaults.schedule,
    seed,
    augment: options.augment && defaults.augment,
  };
}

async function resumedRecipe(directory: string): Promise<Recipe> {
  const { readRun, runFiles } = await import('@resnext/trainer');
  const { parseRecipe } = await import('../training/parseRecipe.ts');
  const { configuration } = await readRun(directory);
  return parseRecipe(configuration, `${directory}/${runFiles.run}`);
}

async function runTraining(
  recipe: Recipe,
  run: { readonly directory: string; readonly resume: boolean; readonly overwrite?: boolean },
  { json }: JsonOption,
  context: Context,
): Promise<void> {
  const { readRun } = await import('@resnext/trainer');
  const { trainWithProgress, trainWithTable } = await import('../training/report.ts');
  const { directory } = run;
  const start = performance.now();
  const last = json
    ? await trainWithProgress(recipe, run, context, (epoch) => writeJson(context, epoch))
    : await trainWithTable(recipe, run, context);
  const seconds = (performance.now() - start) / 1000;
  // A training that had ended before it was resumed has nothing new to tell.
  const { best, epoch } = last ?? (await readRun(directory));
  if (json) return writeJson(context, { done: true, best, epochs: epoch, seconds, out: directory });
  context.stdout.write(
    `Best test top-1: ${accuracy(best.top1)} in epoch ${best.epoch}. Weights, metrics and curves: ${directory}\n`,
  );
}
