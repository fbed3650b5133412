import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { datasetNames, type DatasetName, type DataSource } from '../datasets.ts';
import { CliError, exitCodes } from '../errors.ts';
import { addSourceOptions, sourceOf } from '../options/data.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { addSeedOption, type SeedOption } from '../options/seed.ts';
import { integer, oneOf } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { count } from '../output/numbers.ts';
import type { Register } from './index.ts';

interface CheckOptions extends DataSource, JsonOption {
  readonly dataset?: DatasetName;
  readonly numClasses?: number;
}

interface PreviewOptions extends DataSource, SeedOption, JsonOption {
  readonly dataset: DatasetName;
  readonly out: string;
  readonly split: 'train' | 'test';
  readonly count: number;
  readonly columns?: number;
  readonly size?: number;
  readonly numClasses?: number;
  /** False with --no-augment. */
  readonly augment: boolean;
}

const splits = ['train', 'test'] as const;

export const data: Register = (program, context) => {
  const command = program
    .command('data')
    .description('look at datasets: what is in them, and how a model sees them')
    .helpCommand(false)
    .addHelpText('before', 'Example:\n  $ resnext data check photos/\n');
  registerCheck(command, context);
  registerPreview(command, context);
};

function registerCheck(parent: Command, context: Context): void {
  const command = parent
    .command('check')
    .description(
      'read every image, and say how many there are, how large, of which classes, and which are bad',
    )
    .argument('[dir]', 'the folder to check; the same as --data')
    .option(
      '--dataset <name>',
      `${datasetNames.join(', ')}; default: what the folder looks like`,
      oneOf('--dataset', datasetNames),
    )
    .option('--num-classes <n>', 'of shards without classes.txt', integer('--num-classes', { min: 1 }));
  addJsonOption(addSourceOptions(command))
    .addHelpText('before', 'Example:\n  $ resnext data check imagenet/\n')
    .addHelpText('after', '\nThe exit code is 1 if there are bad images.')
    .action(async (dir: string | undefined, { dataset, numClasses, json, ...options }: CheckOptions) => {
      const { checkDataset, detectDataset, writeInspections } = await import('../data/check.ts');
      const source = sourceOf({ ...options, data: dir ?? options.data });
      const name = dataset ?? (await detectDataset(source));
      const inspections = await checkDataset(name, source, numClasses, context);
      if (json) writeJson(context, { dataset: name, splits: inspections });
      else writeInspections(context, inspections);
      const bad = inspections.reduce((sum, inspection) => sum + inspection.bad.length, 0);
      if (bad > 0)
        throw new CliError(`expected no bad images but found ${count(bad)}`, exitCodes.failedCheck);
    });
}

function registerPreview(parent: Command, context: Context): void {
  const positive = { min: 1 };
  const command = parent
    .command('preview')
    .description('write a picture of samples side by side, as a model sees them in training')
    .requiredOption('--dataset <name>', datasetNames.join(', '), oneOf('--dataset', datasetNames))
    .requiredOption('--out <file>', 'the picture, a PNG')
    .option('--split <name>', 'train or test', oneOf('--split', splits), 'train')
    .option('--count <n>', 'samples', integer('--count', { min: 1, max: 10_000 }), 36)
    .option(
      '--columns <n>',
      'samples in a row; default: as many as make a square',
      integer('--columns', positive),
    )
    .option('--size <n>', 'pixels of a side, for images of different sizes', integer('--size', positive))
    .option('--num-classes <n>', 'of shards without classes.txt', integer('--num-classes', positive))
    .option('--no-augment', 'samples as they are judged, not as they are learnt from');
  addSeedOption(addSourceOptions(command));
  addJsonOption(command)
    .addHelpText(
      'before',
      'Example:\n  $ resnext data preview --dataset imagenet --data imagenet/ --out grid.png\n',
    )
    .action(async ({ json, ...options }: PreviewOptions) => {
      const { preview, writePreview } = await import('../data/preview.ts');
      const shown = await preview({ ...options, source: sourceOf(options) }, context);
      if (json) writeJson(context, shown);
      else writePreview(context, shown);
    });
}
