import type { ModelRow } from '@resnext/zoo';
import type { DatasetName, DataSource } from '../datasets.ts';

export const scheduleNames = ['imagenet', 'cifar', 'multistep', 'cosine', 'constant'] as const;

/** Parameters that learn in their own way; see `ParameterGroup` of the trainer. */
export interface RecipeGroup {
  readonly pattern: string;
  readonly rateFactor?: number;
  readonly weightDecay?: number;
}

/** All that a training follows from: what `train.json` keeps, and what a recipe file can say. */
export interface Recipe extends DataSource {
  readonly dataset: DatasetName;
  readonly model: ModelRow;
  /** A weights file to begin with. */
  readonly weights?: string;
  /** Whether its last layer is drawn anew, for the dataset's classes. */
  readonly resetClassifier: boolean;
  /** Patterns of parameters that stay as they are. */
  readonly freeze: readonly string[];
  readonly groups: readonly RecipeGroup[];
  readonly epochs: number;
  /** From 1: where the schedule begins, for a training that goes on with weights from elsewhere. */
  readonly startEpoch: number;
  /** Images in a step. */
  readonly batchSize: number;
  /** Images at a time: a step sums the gradients of as many as make a batch. */
  readonly microBatch?: number;
  /** Before the schedule lowers it. */
  readonly learningRate: number;
  /** The batch size that `learningRate` is for; others scale it. */
  readonly lrBase?: number;
  readonly schedule: (typeof scheduleNames)[number];
  /** Epochs after which `multistep` multiplies the rate with `gamma`. */
  readonly milestones: readonly number[];
  readonly gamma: number;
  /** Where `cosine` ends. */
  readonly minLearningRate: number;
  /** Epochs in which the rate rises first, from this share of it. */
  readonly warmUpEpochs: number;
  readonly warmUpFrom: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  /** Whether batch norms and biases decay too. */
  readonly normDecay: boolean;
  readonly labelSmoothing: number;
  /** The alphas of the beta distributions by which images are mixed; 0 for none. */
  readonly mixup: number;
  readonly cutmix: number;
  readonly clipNorm?: number;
  /** The decay of a running average of the weights. */
  readonly averageDecay?: number;
  readonly zeroInitialiseLast: boolean;
  readonly recompute: boolean;
  readonly precision: 'single';
  readonly seed: number;
  /** Whether training images are distorted at random. */
  readonly augment: boolean;
  /** Threads that load images, unless the command line says how many. */
  readonly workers?: number;
  /** Epochs without a better validation, after which the training ends. */
  readonly patience?: number;
  readonly checkpointMinutes: number;
  readonly keepCheckpoints: number;
  readonly limitTrainBatches?: number;
  readonly limitValBatches?: number;
}

/** What a dataset, a file and the command line each say of a recipe; the later ones win. */
export type PartialRecipe = Readonly<Record<string, unknown>>;
