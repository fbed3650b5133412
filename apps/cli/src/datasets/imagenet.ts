import { imageNet } from '@resnext/data';
import type { OpenDataset, OpenOptions } from '../datasets.ts';
import { imagenetDefaults, imageWorkers } from './imagenetDefaults.ts';
import { classesOf, once } from './once.ts';
import { prepareImages } from './prepareImages.ts';
import { requireData } from './requireData.ts';

/** ImageNet as it is unpacked: `train` and `val` in the folder of `--data`. */
export async function openImagenet({ source }: OpenOptions): Promise<OpenDataset> {
  const { cache, labels } = source;
  const data = requireData(source, 'the folder that has train and val');
  const train = once(() => imageNet(data, { split: 'train', cache }));
  return {
    train,
    test: () => imageNet(data, { split: 'val', cache, labels }),
    prepare: prepareImages,
    workers: imageWorkers,
    defaults: imagenetDefaults,
    fitted: async () => ({ stem: 'imagenet', ...(await classesOf(train)) }),
  };
}
