import type { Conversion, Verification } from '@resnext/converter';
import type { Context } from '../context.ts';
import { CliError, exitCodes } from '../errors.ts';
import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import {
  addArchitectureOptions,
  hasArchitecture,
  rowOf,
  type ArchitectureOptions,
} from '../options/model.ts';
import { numbers, oneOf } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { count } from '../output/numbers.ts';
import { writeTable } from '../output/table.ts';
import type { Register } from './index.ts';

interface ConvertCommandOptions extends BackendOptions, JsonOption, ArchitectureOptions {
  readonly from?: string;
  readonly to?: string;
  readonly scheme?: string;
  readonly model?: string;
  readonly description?: string;
  readonly channelOrder?: 'rgb' | 'bgr';
  readonly inputScale?: '1' | '255';
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly groups: 'split' | 'block-diagonal';
  readonly verify?: true;
}

export const convert: Register = (program, context) => {
  addJsonOption(addBackendOptions(addArchitectureOptions(program.command('convert'))))
    .description('turn weights of one format into another')
    .argument('<in>', 'a file of Torch7, PyTorch, MXNet, Caffe, Keras, ONNX, TensorFlow.js or safetensors')
    .argument('<out>', 'what to write: .safetensors, .pth, .onnx, or a folder for TensorFlow.js')
    .option('--from <format>', 'what IN is, where its content does not tell')
    .option('--to <format>', 'what OUT is to be, where its name does not tell')
    .option('--scheme <name>', 'how IN names its layers; none copies arrays as they are, of any model')
    .option('--model <name>', 'the model that IN holds, if its names and shapes are not to be believed')
    .option('--description <file>', "IN's prototxt or MXNet symbol; looked for beside it")
    .option(
      '--channel-order <order>',
      'of the images that IN takes: rgb or bgr',
      oneOf('--channel-order', ['rgb', 'bgr']),
    )
    .option('--input-scale <white>', 'what IN calls white: 1 or 255', oneOf('--input-scale', ['1', '255']))
    .option('--mean <list>', 'of the images, by channel, from 0 to 1', numbers('--mean'))
    .option('--std <list>', 'of the images, by channel, from 0 to 1', numbers('--std'))
    .option(
      '--groups <way>',
      'how TensorFlow.js is to compute grouped convolutions: split or block-diagonal',
      oneOf('--groups', ['split', 'block-diagonal']),
      'split',
    )
    .option('--verify', 'run both sides on the same images and compare; ends with exit code 1 if they differ')
    .addHelpText(
      'before',
      'Example:\n  $ resnext convert resnext50_32x4d.pth resnext50_32x4d.safetensors --verify\n',
    )
    .addHelpText(
      'after',
      '\nTensorFlow.js has no grouped convolution: split computes each group by itself, block-diagonal all at\n' +
        'once with zeros between them, in a file that is many times larger.',
    )
    .action(async (input: string, output: string, options: ConvertCommandOptions) => {
      const { conversion, verification } = await convertAndVerify(input, output, options, context);
      if (options.json) writeJson(context, documentOf(conversion, verification));
      else writeConversion(context, output, conversion, verification);
      if (verification && !verification.passed) {
        throw new CliError(
          `expected logits within ${verification.tolerance} of each other but they differ by ${verification.maxRelDiff.toExponential(1)} of the largest`,
          exitCodes.failedCheck,
        );
      }
    });
};

async function convertAndVerify(
  input: string,
  output: string,
  options: ConvertCommandOptions,
  context: Context,
): Promise<{ conversion: Conversion; verification: Verification | undefined }> {
  const { convert: run, verify } = await import('@resnext/converter');
  const { from, to, scheme, description, channelOrder, inputScale, mean, std, groups, model } = options;
  const named = model !== undefined || hasArchitecture(options);
  const reading = {
    // What these may be is the converter's to say.
    format: from as Conversion['from'] | undefined,
    scheme: scheme as Conversion['scheme'] | undefined,
    model: named ? await rowOf(model, options) : undefined,
    description,
    channelOrder,
    inputScale: inputScale === undefined ? undefined : (Number(inputScale) as 1 | 255),
    preprocessing: { ...(mean && { mean: [...mean] }), ...(std && { std: [...std] }) },
  };
  const conversion = await run({ ...reading, input, output, to: to as Conversion['to'] | undefined, groups });
  if (!options.verify) return { conversion, verification: undefined };
  if (reading.scheme === 'none')
    throw new CliError('expected a model to verify but --scheme none copies arrays as they are');
  await startBackend(context, options);
  return { conversion, verification: await verify({ ...reading, scheme: reading.scheme, input, output }) };
}

function documentOf(
  { from, to, row, scheme, tensors, notes }: Conversion,
  verification: Verification | undefined,
): object {
  const verified = verification && {
    maxAbsDiff: verification.maxAbsDiff,
    maxRelDiff: verification.maxRelDiff,
    passed: verification.passed,
    comparisons: verification.comparisons,
    skipped: verification.skipped,
    notFinite: verification.notFinite,
  };
  return { from, to, model: row?.name ?? null, scheme, tensors, notes, ...(verified && { verified }) };
}

function writeConversion(
  context: Context,
  output: string,
  { from, to, row, scheme, tensors, notes }: Conversion,
  verification: Verification | undefined,
): void {
  for (const note of notes) context.stderr.write(`note: ${note}\n`);
  if (verification) writeVerification(context, verification);
  const what = row
    ? `${row.name}, ${count(row.classes)} classes, named as by ${scheme}`
    : 'arrays as they are';
  context.stdout.write(`${output}: ${count(tensors)} arrays from ${from} to ${to} (${what})\n`);
}

function writeVerification(
  context: Context,
  { comparisons, skipped, statistics, notFinite }: Verification,
): void {
  const number = (value: number): string => (Number.isFinite(value) ? value.toPrecision(4) : '-');
  writeTable(
    context,
    [
      { title: 'array', value: ({ name }) => name },
      { title: 'type', value: ({ dtype }) => dtype },
      { title: 'shape', value: ({ shape }) => shape.join(' x '), align: 'right' },
      { title: 'min', value: ({ min }) => number(min), align: 'right' },
      { title: 'mean', value: ({ mean }) => number(mean), align: 'right' },
      { title: 'max', value: ({ max }) => number(max), align: 'right' },
      { title: 'deviation', value: ({ deviation }) => number(deviation), align: 'right' },
      {
        title: 'not finite',
        value: (each) => (each.notFinite > 0 ? count(each.notFinite) : ''),
        align: 'right',
      },
    ],
    statistics,
  );
  context.stdout.write('\n');
  writeTable(
    context,
    [
      { title: 'compared', value: ({ what }) => what },
      { title: 'largest difference', value: ({ maxAbsDiff }) => maxAbsDiff.toExponential(1), align: 'right' },
      {
        title: 'of the largest logit',
        value: ({ maxRelDiff }) => maxRelDiff.toExponential(1),
        align: 'right',
      },
    ],
    comparisons,
  );
  context.stdout.write('\n');
  for (const reason of skipped) context.stderr.write(`note: ${reason}\n`);
  if (notFinite > 0)
    context.stderr.write(`note: ${count(notFinite)} arrays hold numbers that are not finite\n`);
}
