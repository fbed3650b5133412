import { digits, transforms } from '@resnext/data';
import { resolveRow } from '@resnext/zoo';
import type { OpenDataset } from '../datasets.ts';

/** The digits that `@resnext/data` carries, and settings that train a small network on them in minutes. */
export async function openDigits(): Promise<OpenDataset> {
  const { channels, classes, classNames, preprocessing } = resolveRow('resnext11_digits');
  const augmented = transforms.randomAffine({
    degrees: 10,
    translate: [0.1, 0.1],
    scale: [0.9, 1.1],
  });
  return {
    train: async () => digits({ split: 'train' }),
    test: async () => digits({ split: 'test' }),
    prepare: () => ({ augmented }),
    workers: 0,
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
    fitted: async () => ({ stem: 'cifar', channels, classes, classNames, preprocessing }),
  };
}
