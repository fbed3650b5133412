import type { ModelRow } from '@resnext/zoo';
import type { DatasetName } from '../datasets.ts';

export const scheduleNames = ['imagenet', 'cifar', 'cosine', 'constant'] as const;

/** All that a training follows from: what `train.json` keeps. */
export interface Recipe {
  readonly dataset: DatasetName;
  readonly model: ModelRow;
  readonly epochs: number;
  readonly batchSize: number;
  /** Before the schedule lowers it. */
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  readonly schedule: (typeof scheduleNames)[number];
  readonly seed: number;
  /** Whether training images are distorted at random. */
  readonly augment: boolean;
}
