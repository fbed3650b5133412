import { availableParallelism } from 'node:os';
import type { OpenDataset } from '../datasets.ts';

/** The authors' settings for ImageNet. */
export const imagenetDefaults: OpenDataset['defaults'] = {
  epochs: 100,
  batchSize: 256,
  learningRate: 0.1,
  momentum: 0.9,
  weightDecay: 1e-4,
  labelSmoothing: 0,
  schedule: 'imagenet',
  augment: true,
};

/** More than this many threads decode faster than any model here learns. */
export const imageWorkers = Math.min(8, availableParallelism());
