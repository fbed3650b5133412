import type { Context } from '../context.ts';
import { checkFit, datasetNames, openDataset, type DatasetName } from '../datasets.ts';
import { CliError, exitCodes } from '../errors.ts';
import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { integer, number, oneOf } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { accuracy, count, decimal } from '../output/numbers.ts';
import { startProgress } from '../output/progress.ts';
import { writeTable } from '../output/table.ts';
import type { Register } from './index.ts';

interface EvaluateOptions extends BackendOptions, JsonOption {
  readonly weights: string;
  readonly dataset: DatasetName;
  readonly model?: string;
  readonly batchSize: number;
  readonly minTop1?: number;
}

/** The document of `--json`. */
interface EvaluationReport {
  readonly model: string;
  readonly weights: string;
  readonly dataset: string;
  readonly samples: number;
  readonly top1: number;
  readonly top5: number;
  readonly loss: number;
  readonly milliseconds: number;
  readonly imagesPerSecond: number;
}

export const evaluate: Register = (program, context) => {
  addJsonOption(addBackendOptions(program.command('eval')))
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
      '--min-top1 <percent>',
      'end with exit code 1 if top-1 accuracy is lower',
      number('--min-top1', { min: 0, max: 100 }),
    )
    .addHelpText(
      'before',
      'Example:\n  $ resnext eval --weights runs/digits/best.safetensors --dataset digits --min-top1 98.5\n',
    )
    .action(async ({ json, minTop1, ...options }: EvaluateOptions) => {
      const report = await measure(options, context);
      if (json) writeJson(context, report);
      else writeReport(context, report);
      if (minTop1 !== undefined && report.top1 < minTop1) {
        throw new CliError(
          `expected a top-1 accuracy of at least ${minTop1} % but ${report.model} reached ${report.top1.toFixed(2)} %`,
          exitCodes.failedCheck,
        );
      }
    });
};

async function measure(
  {
    weights,
    dataset: name,
    model: modelName,
    batchSize,
    ...backend
  }: Omit<EvaluateOptions, 'minTop1' | 'json'>,
  context: Context,
): Promise<EvaluationReport> {
  const { createLoader } = await import('@resnext/data');
  const { evaluate } = await import('@resnext/evaluator');
  const { loadForInference } = await import('../loadForInference.ts');
  const { pause } = await import('../pause.ts');
  const { predict } = await import('../predict.ts');
  const { test } = await openDataset(name);
  await startBackend(context, backend);
  const model = await loadForInference(weights, modelName);
  const progress = startProgress(context.stderr, 'evaluating', test.length);
  try {
    checkFit(model.row, test);
    const { classes } = model.row;
    const start = performance.now();
    const scores = await evaluate(
      async (batch) => {
        await pause(context.signal);
        return predict(model, batch);
      },
      createLoader(test, { batchSize }).epoch(0),
      { classes, expectedSamples: test.length, onBatch: ({ samples }) => progress.update(samples) },
    );
    const milliseconds = performance.now() - start;
    const imagesPerSecond = (1000 * scores.samples) / milliseconds;
    return { model: model.row.name, weights, dataset: name, ...scores, milliseconds, imagesPerSecond };
  } finally {
    progress.stop();
    model.dispose();
  }
}

function writeReport(context: Context, report: EvaluationReport): void {
  writeTable(
    context,
    [
      { title: `${report.model} on the test images of ${report.dataset}`, value: ([label]) => label },
      { title: '', value: ([, value]) => value, align: 'right' },
    ],
    [
      ['top-1 accuracy', accuracy(report.top1)],
      ['top-5 accuracy', accuracy(report.top5)],
      ['loss', decimal(report.loss, 4)],
      ['images', count(report.samples)],
      ['images a second', decimal(report.imagesPerSecond, 1)],
    ] as const,
  );
}
