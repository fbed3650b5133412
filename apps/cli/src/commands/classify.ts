import type { Classified, Unreadable } from '../classify.ts';
import { collect } from '../collect.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { addWeightsOptions, weightsOf, type WeightsOptions } from '../options/weights.ts';
import { integer } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { decimal } from '../output/numbers.ts';
import { writeTable } from '../output/table.ts';
import type { Register } from './index.ts';

interface ClassifyCommandOptions extends WeightsOptions, BackendOptions, JsonOption {
  readonly labels?: string;
  readonly top: number;
  readonly logits?: true;
}

export const classify: Register = (program, context) => {
  addJsonOption(addBackendOptions(addWeightsOptions(program.command('classify'))))
    .description('name what is on images')
    .argument('<image...>', 'image files, or folders of them')
    .option('--labels <file>', 'names of the classes, one a line')
    .option('--top <n>', 'classes to name for an image', integer('--top', { min: 1 }), 5)
    .option('--logits', 'add the logits of all classes to the JSON')
    .addHelpText(
      'before',
      'Example:\n  $ resnext classify photo.jpg more-photos/ --weights resnext50_32x4d.safetensors\n',
    )
    .addHelpText(
      'after',
      '\nA file that is no image is reported in its place; if all are, the exit code is 2.',
    )
    .action(async (images: string[], options: ClassifyCommandOptions) => {
      const results = await classifyAll(images, options, context);
      if (options.json) writeJson(context, results);
      else writeResults(context, results);
      if (results.every((result) => 'error' in result)) throw noImage(results);
    });
};

async function classifyAll(
  images: readonly string[],
  { labels: file, top, logits, ...options }: ClassifyCommandOptions,
  context: Context,
): Promise<(Classified | Unreadable)[]> {
  const { signal } = context;
  const { classifyImages } = await import('../classify.ts');
  const { expandImages } = await import('../expandImages.ts');
  const { labelsOf, loadForInference } = await import('@resnext/zoo');
  const paths = await expandImages(images);
  await startBackend(context, options);
  const model = await loadForInference(...(await weightsOf(options, context)));
  try {
    const labels = await labelsOf(model.row, file);
    return await collect(classifyImages(paths, { model, labels, top, logits, signal }));
  } finally {
    model.dispose();
  }
}

function writeResults(context: Context, results: readonly (Classified | Unreadable)[]): void {
  const unreadable = results.filter((result) => 'error' in result);
  if (unreadable.length === results.length) return;
  for (const { error } of unreadable) context.stderr.write(`note: ${error}\n`);
  writeTable(
    context,
    [
      { title: 'image', value: ({ path }) => path },
      { title: 'class', value: ({ label }) => label },
      { title: 'score', value: ({ score }) => `${decimal(100 * score, 2)} %`, align: 'right' },
    ],
    results.flatMap((result) =>
      'error' in result
        ? []
        : result.predictions.map((prediction, rank) => ({
            ...prediction,
            path: rank === 0 ? result.path : '',
          })),
    ),
  );
}

function noImage(results: readonly Unreadable[]): CliError {
  const [first, ...others] = results;
  const more = others.length === 0 ? '' : `; none of the ${others.length} other files is an image either`;
  return new CliError(`${first!.error}${more}`);
}
