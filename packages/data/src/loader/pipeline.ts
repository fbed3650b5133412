import { buildBatchTransform } from '../batchTransforms/build.ts';
import type { BatchTransform, BatchTransformDescription } from '../batchTransforms/batchTransform.ts';
import type { Item, Sample } from '../datasets/sample.ts';
import { DataError } from '../errors.ts';
import { loadItem, loadPart } from '../images/loadItem.ts';
import { Random } from '../random/random.ts';
import { buildTransform } from '../transforms/build.ts';
import type { AnyTransform, TransformDescription } from '../transforms/transform.ts';

/** What happens to every sample on its way into a batch, and to every batch. */
export interface Pipeline {
  readonly transform?: AnyTransform;
  readonly batchTransform?: BatchTransform;
  readonly seed: number;
  readonly channels: 1 | 3;
}

/** A pipeline as plain data. */
export interface PipelineDescription extends Omit<Pipeline, 'transform' | 'batchTransform'> {
  readonly transform?: TransformDescription;
  readonly batchTransform?: BatchTransformDescription;
}

/** @throws {DataError} `DATA_WORKER_FAILED` for a transform that no worker can make again */
export function describePipeline({ transform, batchTransform, ...rest }: Pipeline): PipelineDescription {
  if (transform !== undefined && transform.description === undefined) {
    throw new DataError(
      'DATA_WORKER_FAILED',
      'expected a transform that workers can make for transform but received a function: use workers: 0, or put ' +
        'the function into a module and pass `await transforms.fromModule(url)`',
    );
  }
  return {
    ...rest,
    transform: transform?.description,
    batchTransform: batchTransform?.description,
  };
}

/** The pipeline of a description. @throws {DataError} what making its transforms throws */
export async function buildPipeline({
  transform,
  batchTransform,
  ...rest
}: PipelineDescription): Promise<Pipeline> {
  return {
    ...rest,
    transform: transform && (await buildTransform(transform)),
    batchTransform: batchTransform && buildBatchTransform(batchTransform),
  };
}

/** A sample that a batch is to have. */
export interface Entry {
  readonly item: Item;
  readonly index: number;
}

/**
 * What the pipeline makes of a sample: one image, or several views of it. Its choices follow from the seed, the epoch and
 * the sample's index, from nothing else.
 */
export async function makeViews(
  { item, index }: Entry,
  epoch: number,
  { transform, seed, channels }: Pipeline,
): Promise<readonly Sample[]> {
  const random = Random.from(seed, epoch, index);
  if (transform === undefined) return [await loadItem(item, { channels })];
  const { choose } = transform;
  if (choose === undefined || !('encoded' in item)) {
    return asViews(transform(await loadItem(item, { channels }), random));
  }
  const { part, choice } = await loadPart(item, { channels, choose: (size) => choose(size, random) });
  return asViews(choice.finish(part));
}

function asViews(made: Sample | readonly Sample[]): readonly Sample[] {
  return Array.isArray(made) ? (made as readonly Sample[]) : [made as Sample];
}
