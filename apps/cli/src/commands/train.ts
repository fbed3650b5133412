import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { datasetNames, type DataSource } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { addLoadingOptions, addSourceOptions, sourceOf, type LoadingOptions } from '../options/data.ts';
import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { addArchitectureOptions, defined, type ArchitectureOptions } from '../options/model.ts';
import { addSeedOption, type SeedOption } from '../options/seed.ts';
import { oneOf } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { accuracy } from '../output/numbers.ts';
import type { Recipe } from '../training/recipe.ts';
import { addSettings, givenSettings } from '../training/settings.ts';
import type { RunOptions } from '../training/trainRecipe.ts';
import type { Register } from './index.ts';

interface TrainOptions
  extends ArchitectureOptions, DataSource, LoadingOptions, SeedOption, BackendOptions, JsonOption {
  readonly dataset?: string;
  readonly model?: string;
  readonly recipe?: string;
  readonly set: readonly string[];
  readonly out?: string;
  readonly resume?: string;
  readonly overwrite?: true;
  readonly dryRun?: true;
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
    .option('--recipe <file>', 'what a file says of everything below; other flags change it')
    .option(
      '--set <key=value>',
      'change one thing that the recipe says; can be given again',
      (assignment: string, before: readonly string[]) => [...before, assignment],
      [],
    )
    .option('--out <dir>', 'where weights, metrics, curves and checkpoints go')
    .option('--resume <dir>', 'go on exactly where the training in this folder stopped')
    .option('--overwrite', 'replace a training that is in the folder of --out')
    .option('--dry-run', 'say what would be trained, its size, memory and time, and stop');
  addSourceOptions(command);
  addLoadingOptions(command);
  addSettings(command);
  addArchitectureOptions(command);
  addSeedOption(command);
  addBackendOptions(command);
  addJsonOption(command)
    .addHelpText(
      'before',
      [
        'Example:',
        '  $ resnext train --dataset digits --model resnext11_digits --out runs/mine',
        '  $ resnext train --recipe recipes/digits.yaml --set epochs=5 --out runs/short',
        '  $ resnext train --resume runs/mine',
        '',
      ].join('\n'),
    )
    .addHelpText(
      'after',
      '\nWhat is not given comes from the recipe, and then from the dataset. --json prints one object a line: each epoch, then the end.',
    )
    .action(async (options: TrainOptions) => {
      const resuming = options.resume !== undefined;
      if (resuming) refuseOthers(command);
      const directory = options.resume ?? options.out;
      if (directory === undefined && !options.dryRun)
        throw new CliError('expected a folder for --out, or for --resume, but received none');
      const recipe = resuming ? await resumedRecipe(directory!) : await newRecipe(options, command, context);
      await startBackend(context, options);
      if (options.dryRun) {
        const { describeTraining } = await import('../training/dryRun.ts');
        return describeTraining(recipe, options, context);
      }
      await runTraining(
        recipe,
        {
          directory: directory!,
          resume: resuming,
          overwrite: options.overwrite,
          loading: { workers: options.workers, onBadImage: options.onBadImage },
        },
        options,
        context,
      );
    });
};

/** A resumed training goes on as it was; only what computes it and how it is shown may change. */
function refuseOthers(command: Command): void {
  const free = new Set([
    '--resume',
    '--backend',
    '--threads',
    '--device',
    '--dry-run',
    '--json',
    '--workers',
    '--on-bad-image',
  ]);
  const given = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map(({ long }) => long ?? '')
    .filter((name) => !free.has(name));
  if (given.length === 0) return;
  throw new CliError(
    `expected --resume alone, since it goes on as before, but received ${given.join(', ')} as well`,
  );
}

async function newRecipe(options: TrainOptions, command: Command, context: Context): Promise<Recipe> {
  const { resolveRecipe } = await import('../training/resolveRecipe.ts');
  const { recipe: file, set, dataset, seed, ...network } = options;
  const said = [];
  if (file !== undefined || set.length > 0) {
    const { readAssignments, readRecipeFile } = await import('../training/readRecipe.ts');
    if (file !== undefined) said.push(await readRecipeFile(file));
    said.push(readAssignments(set));
  }
  const own = command.getOptionValueSource('seed') === 'cli' || !said.some((each) => 'seed' in each);
  said.push(defined({ ...sourceOf(options), dataset, seed: own ? seed : undefined }), givenSettings(command));
  return resolveRecipe({ said, network, source: file ?? 'the command line' }, context);
}

async function resumedRecipe(directory: string): Promise<Recipe> {
  const { readRun, runFiles } = await import('@resnext/trainer');
  const { parseRecipe } = await import('../training/recipeSchema.ts');
  const { configuration } = await readRun(directory);
  return parseRecipe(configuration, `${directory}/${runFiles.run}`);
}

async function runTraining(
  recipe: Recipe,
  run: RunOptions,
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
  if (best === undefined) return;
  context.stdout.write(
    `Best test top-1: ${accuracy(best.top1)} in epoch ${best.epoch}. Weights, metrics and curves: ${directory}\n`,
  );
}
