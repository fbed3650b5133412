import { createLoader, encodePng, toImage, transforms, type Dataset } from '@resnext/data';
import type { SampleDescription } from '@resnext/evaluator';
import { collect } from '../collect.ts';
import type { LabelledImages } from '../datasets.ts';

/** What a picture in a report measures at most, in pixels. */
const SIDE = 96;

/** What people see of a sample: its name and a small picture; nothing of streams, where no sample is found again. */
export function describeSamples(
  dataset: LabelledImages,
): ((index: number) => Promise<SampleDescription>) | undefined {
  if (!('get' in dataset)) return undefined;
  return async (index) => {
    const item = await dataset.get(index);
    const name = 'name' in item ? item.name : `${dataset.name} ${index}`;
    return {
      name,
      image: `data:image/png;base64,${Buffer.from(await picture(dataset, index)).toString('base64')}`,
    };
  };
}

/** A PNG of the sample, small ones as they are. */
async function picture(dataset: Dataset, index: number): Promise<Uint8Array> {
  const { name, classNames, channels, shape } = dataset;
  const one: Dataset = { name, classNames, channels, shape, length: 1, get: () => dataset.get(index) };
  const isSmall = shape !== undefined && Math.max(shape[0], shape[1]) <= SIDE;
  const shrink = transforms.compose(transforms.resize({ size: SIDE }), transforms.centerCrop(SIDE));
  const [batch] = await collect(
    createLoader(one, { batchSize: 1, transform: isSmall ? undefined : shrink }).epoch(0),
  );
  const [, height, width, depth] = batch!.shape;
  return encodePng(toImage({ pixels: batch!.images, height, width, channels: depth }));
}
