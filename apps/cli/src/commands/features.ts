import type { Context } from '../context.ts';
import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { addWeightsOptions, weightsOf, type WeightsOptions } from '../options/weights.ts';
import { writeJson } from '../output/json.ts';
import type { Register } from './index.ts';

interface FeaturesCommandOptions extends WeightsOptions, BackendOptions, JsonOption {
  readonly out: string;
}

interface Written {
  readonly images: number;
  /** How many numbers an image has. */
  readonly dim: number;
}

export const features: Register = (program, context) => {
  addJsonOption(addBackendOptions(addWeightsOptions(program.command('features'))))
    .description('write the pooled features of images, for transfer learning')
    .argument('<image...>', 'image files, or folders of them')
    .requiredOption('--out <file>', 'a .npy file, float32, with a row for each image')
    .addHelpText(
      'before',
      'Example:\n  $ resnext features photos/ --weights resnext50_32x4d.safetensors --out features.npy\n',
    )
    .addHelpText(
      'after',
      '\nRows are in the order of the arguments, folders sorted by name. A file that is no image ends it, with no file written.',
    )
    .action(async (images: string[], options: FeaturesCommandOptions) => {
      const written = await writeFeatures(images, options, context);
      if (options.json) writeJson(context, written);
      else context.stdout.write(`${options.out}: ${written.images} images, ${written.dim} features each\n`);
    });
};

async function writeFeatures(
  images: readonly string[],
  { out, ...options }: FeaturesCommandOptions,
  context: Context,
): Promise<Written> {
  const { expandImages } = await import('../expandImages.ts');
  const { featuresOf } = await import('../features.ts');
  const { npyHeader } = await import('../output/npy.ts');
  const { loadForInference, writeWhole } = await import('@resnext/zoo');
  const paths = await expandImages(images);
  await startBackend(context, options);
  const model = await loadForInference(...(await weightsOf(options, context)));
  try {
    let dim = 0;
    await writeWhole(out, async (append) => {
      for await (const row of featuresOf(paths, { model, signal: context.signal })) {
        if (dim === 0) await append(npyHeader([paths.length, row.length]));
        dim = row.length;
        await append(new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
      }
    });
    return { images: paths.length, dim };
  } finally {
    model.dispose();
  }
}
