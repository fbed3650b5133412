import { digits, transforms } from '@resnext/data';
import { resolveRow } from '@resnext/zoo';
import type { OpenDataset } from '../datasets.ts';

/** The digits that `@resnext/data` carries, and settings that train a small network on them in minutes. */
export async function openDigits(): Promise<OpenDataset> {
  const { channels, classes, classNames, preprocessing } = resolveRow('resnext11_digits');
  return {
    train: digits({ split: 'train' }),
    test: digits({ split: 'test' }),
    augmentation: transforms.randomAffine({
      degrees: 10,
      translate: [0.1, 0.1],
      scale: [0.9, 1.1],
    }),
    defaults: {
      epochs: 40,
      batchSize: 64,
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 5e-4,
      labelSmoothing: 0.1,
      schedule: 'cosine',
      augment: true,
    },
    fitted: { stem: 'cifar', channels, classes, classNames, preprocessing },
  };
}
