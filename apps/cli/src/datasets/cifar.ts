import { join } from 'node:path';
import { cifar10, cifar100, cifar100Classes, cifar10Classes, presets, type Split } from '@resnext/data';
import { cacheFolder } from '@resnext/zoo';
import type { OpenDataset, OpenOptions } from '../datasets.ts';
import { showDownload } from './showDownload.ts';

const versions = {
  cifar10: { open: cifar10, classNames: cifar10Classes },
  cifar100: { open: cifar100, classNames: cifar100Classes },
};

/** CIFAR, from `--data` or fetched on first use, and the authors' settings for it. */
export async function openCifar(
  name: keyof typeof versions,
  { source: { data, mirror }, context }: OpenOptions,
): Promise<OpenDataset> {
  const folder = data ?? join(cacheFolder(context.env), name);
  const { open, classNames } = versions[name];
  const openSplit = (split: Split) => async () => {
    const { onProgress, stop } = showDownload(folder, context);
    try {
      return await open(folder, { split, mirror, signal: context.signal, onProgress });
    } finally {
      stop();
    }
  };
  return {
    train: openSplit('train'),
    test: openSplit('test'),
    prepare: () => ({ augmented: presets.cifarTrain() }),
    workers: 0,
    defaults: {
      epochs: 300,
      batchSize: 128,
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 5e-4,
      labelSmoothing: 0,
      schedule: 'cifar',
      augment: true,
    },
    fitted: async () => ({ stem: 'cifar', classes: classNames.length, classNames: [...classNames] }),
  };
}
