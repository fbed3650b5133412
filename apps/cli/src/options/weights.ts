import type { Command } from 'commander';
import type { LoadModelOptions } from '@resnext/zoo';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

export interface WeightsOptions {
  readonly weights?: string;
  readonly model?: string;
}

/** For commands that look at images with a trained model. */
export function addWeightsOptions(command: Command): Command {
  return command
    .option('--weights <file>', 'a safetensors file: ours, or one of torchvision or timm')
    .option(
      '--model <name>',
      'the model that the file holds, if it does not say; or published weights, as resnext50_32x4d.tv_in1k',
    );
}

/** A file and the model in it: as given, or those of published weights. */
export async function weightsOf(
  { weights, model }: WeightsOptions,
  context: Context,
): Promise<[weights: string, options: LoadModelOptions]> {
  if (weights !== undefined) return [weights, { model }];
  const { isPublished, pretrainedFile } = await import('../pretrained.ts');
  if (model !== undefined && isPublished(model)) return [await pretrainedFile(model, context), {}];
  throw new CliError(
    'expected weights: --weights FILE, or --model NAME.TAG for published ones (resnext models lists them)',
  );
}
