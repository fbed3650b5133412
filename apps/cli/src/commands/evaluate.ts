import type { Merge, Report } from '@resnext/evaluator';
import type { Context } from '../context.ts';
import { datasetNames, type DatasetName, type DataSource } from '../datasets.ts';
import { CliError, exitCodes } from '../errors.ts';
import { labelMapHelp } from '../evaluation/readLabelMap.ts';
import { readGateOptions, type GateOptions } from '../evaluation/readGateOptions.ts';
import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addLoadingOptions, addSourceOptions, type LoadingOptions } from '../options/data.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { list } from '../options/list.ts';
import { addSeedOption, type SeedOption } from '../options/seed.ts';
import type { ViewOptions } from '../evaluation/views.ts';
import { integer, number, oneOf } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import type { Register } from './index.ts';

interface EvaluateOptions
  extends BackendOptions, DataSource, GateOptions, JsonOption, LoadingOptions, SeedOption, ViewOptions {
  readonly weights: string;
  readonly dataset: DatasetName;
  readonly model?: string;
  readonly batchSize: number;
  readonly report?: readonly string[];
  readonly baseline?: string;
  readonly labelMap?: string;
  readonly confidence: number;
  readonly allowOtherCount?: true;
  readonly records: boolean;
  readonly resume?: true;
}

const text = (value: string): string => value;
const merges = ['logits', 'probabilities'] as const satisfies readonly Merge[];

/** `224,288` */
const sides = (value: string): number[] => value.split(',').map(integer('--scales', { min: 1 }));

export const evaluate: Register = (program, context) => {
  const command = program
    .command('eval')
    .description('measure the accuracy of a model on the test images of a dataset')
    .requiredOption('--weights <file>', 'a safetensors file: ours, or one of torchvision or timm')
    .requiredOption(
      '--dataset <name>',
      `what to judge it on: ${datasetNames.join(', ')}`,
      oneOf('--dataset', datasetNames),
    )
    .option('--model <name>', 'the model that the file holds, if the file does not say')
    .option('--batch-size <n>', 'images at a time', integer('--batch-size', { min: 1 }), 64)
    .option(
      '--report <file>',
      'write .json, .md, .html, .xml (JUnit) or a line of .csv; more than once',
      list(text),
    )
    .option('--gate <gate>', "a file of gates, or one such as 'top1>=98'; more than once", list(text))
    .option(
      '--min-top1 <percent>',
      'the gate top1>=PERCENT: end with exit code 1 if top-1 accuracy is lower',
      number('--min-top1', { min: 0, max: 100 }),
    )
    .option('--baseline <file>', 'a report (.json) to compare with, sample by sample')
    .option('--ten-crop', 'judge by ten views: corners and centre, and their mirror images')
    .option('--scales <sides>', 'judge by several sizes of input, such as 224,288', sides)
    .option('--merge <what>', `of several views, the mean of: ${merges.join(', ')}`, oneOf('--merge', merges))
    .option('--label-map <map>', `what is right, if not the label: ${labelMapHelp}`)
    .option('--confidence <share>', 'of the intervals: 0.9, 0.95, 0.99', number('--confidence'), 0.95)
    .option('--allow-other-count', 'accept a dataset with more or fewer images than it should have')
    .option('--no-records', 'leave out what became of each image, which a later comparison needs')
    .option('--resume', 'go on where the same evaluation was interrupted');
  addSourceOptions(command);
  addLoadingOptions(command);
  addSeedOption(command);
  addBackendOptions(command);
  addJsonOption(command)
    .addHelpText(
      'before',
      [
        'Example:',
        '  $ resnext eval --weights runs/digits/best.safetensors --dataset digits --min-top1 98.5',
        '  $ resnext eval --weights best.safetensors --dataset digits --gate gates.yml --baseline main.json --report new.html --report new.json',
        '',
      ].join('\n'),
    )
    .action(async (options: EvaluateOptions) => {
      const report = await judge(options, context);
      if (options.json) writeJson(context, report);
      else (await import('../evaluation/showReport.ts')).showReport(context, report);
      await publish(report, options, context);
      failOnGates(report);
    });
};

/** The report with the comparison and the gates that were asked for. */
async function judge(options: EvaluateOptions, context: Context): Promise<Report> {
  const { checkGates, checkReportPath, compareRuns, readReport } = await import('@resnext/evaluator');
  // All that can be wrong with the options is found before the work begins.
  options.report?.forEach(checkReportPath);
  const gates = await readGateOptions(options);
  const baseline = options.baseline === undefined ? undefined : await readReport(options.baseline);
  const needy = gates.find((gate) => gate.baseline !== undefined);
  if (needy && !baseline) {
    throw new CliError(
      `expected a report for --baseline, since a gate compares ${needy.metric} with it, but received none`,
    );
  }

  const report = await measureWithModel(options, context);
  const { seed } = options;
  const isComparable = report.records !== undefined && baseline?.records !== undefined;
  if (baseline && !isComparable) {
    context.stderr.write('note: without records in both reports there is no comparison sample by sample\n');
  }
  return {
    ...report,
    ...(isComparable && { comparison: compareRuns(report, baseline, { seed }) }),
    ...(gates.length > 0 && { gates: checkGates(report, gates, { baseline, seed }) }),
  };
}

async function measureWithModel(options: EvaluateOptions, context: Context): Promise<Report> {
  const { loadForInference } = await import('@resnext/zoo');
  const { measure } = await import('../evaluation/measure.ts');
  await startBackend(context, options);
  const model = await loadForInference(options.weights, { model: options.model });
  try {
    const pictures = options.report?.some((path) => path.toLowerCase().endsWith('.html')) ?? false;
    return await measure(model, { ...options, pictures }, context);
  } finally {
    model.dispose();
  }
}

/** Writes the reports, and tells GitHub where it runs there. */
async function publish(
  report: Report,
  { report: paths = [] }: EvaluateOptions,
  context: Context,
): Promise<void> {
  const { publishToGitHub, writeReport } = await import('@resnext/evaluator');
  for (const path of paths) await writeReport(report, path);
  context.stderr.write(await publishToGitHub(report, context.env));
}

function failOnGates({ gates }: Report): void {
  const failed = gates?.results.filter(({ status }) => status === 'failed') ?? [];
  if (failed.length === 0) return;
  throw new CliError(failed.map(({ message }) => message).join('; '), exitCodes.failedCheck);
}
