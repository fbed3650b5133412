import type { LoadModelOptions } from '@resnext/zoo';
import type { Classified, Unreadable } from '../classify.ts';
import { collect } from '../collect.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { integer } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { decimal } from '../output/numbers.ts';
import { writeTable } from '../output/table.ts';
import type { Register } from './index.ts';

interface ClassifyCommandOptions extends BackendOptions, JsonOption {
  readonly weights?: string;
  readonly model?: string;
  readonly labels?: string;
  readonly top: number;
  readonly logits?: true;
}

export const classify: Register = (program, context) => {
  addJsonOption(addBackendOptions(program.command('classify')))
    .description('name what is on images')
    .argument('<image...>', 'image files, or folders of them')
    .option('--weights <file>', 'a safetensors file: ours, or one of torchvision or timm')
    .option(
      '--model <name>',
      'the model that the file holds, if it does not say; or published weights, as resnext50_32x4d.tv_in1k',
    )
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
  { weights, model: name, labels: file, top, logits, ...backend }: ClassifyCommandOptions,
  context: Context,
): Promise<(Classified | Unreadable)[]> {
  const { signal } = context;
  const { classifyImages } = await import('../classify.ts');
  const { labelsOf, loadForInference } = await import('@resnext/zoo');
  const paths = await expand(images);
  await startBackend(context, backend);
  const model = await loadForInference(...(await weightsOf(weights, name, context)));
  try {
    const labels = await labelsOf(model.row, file);
    return await collect(classifyImages(paths, { model, labels, top, logits, signal }));
  } finally {
    model.dispose();
  }
}

/** A file and the model in it: as given, or those of published weights. */
async function weightsOf(
  weights: string | undefined,
  model: string | undefined,
  context: Context,
): Promise<[weights: string, options: LoadModelOptions]> {
  if (weights !== undefined) return [weights, { model }];
  const { isPublished, pretrainedFile } = await import('../pretrained.ts');
  if (model !== undefined && isPublished(model)) return [await pretrainedFile(model, context), {}];
  throw new CliError(
    'expected weights: --weights FILE, or --model NAME.TAG for published ones (resnext models lists them)',
  );
}

/** Folders become the images in them; what is not there stays, to be reported in its place. */
async function expand(images: readonly string[]): Promise<string[]> {
  const { DataError, listImages } = await import('@resnext/data');
  const lists = await Promise.all(
    images.map(async (image) => {
      try {
        return await listImages(image);
      } catch (error) {
        if (error instanceof DataError) return [image];
        throw error;
      }
    }),
  );
  const paths = lists.flat();
  if (paths.length > 0) return paths;
  throw new CliError(`expected images in ${images.join(', ')} but found none`);
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
