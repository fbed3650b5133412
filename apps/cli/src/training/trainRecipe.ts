import { crossEntropy, earlyStopping, train, type Epoch, type TrainOptions } from '@resnext/trainer';
import type { Model } from '@resnext/zoo';
import type { Context } from '../context.ts';
import type { LoadingOptions } from '../options/data.ts';
import type { Recipe } from './recipe.ts';
import { scheduleOf } from './schedule.ts';
import { openSources } from './sources.ts';
import { startModel } from './startModel.ts';

/** What the recipe leaves open. */
export interface RunOptions extends Pick<TrainOptions, 'resume' | 'overwrite' | 'signal' | 'callbacks'> {
  readonly directory: string;
  /** How images are read; it changes nothing of what is learnt. */
  readonly loading: LoadingOptions;
}

/** Trains as a recipe says, and yields each epoch as it ends. */
export async function* trainRecipe(
  recipe: Recipe,
  { loading, ...options }: RunOptions,
  context: Context,
): AsyncGenerator<Epoch> {
  const { batchSize, microBatch = batchSize, patience } = recipe;
  const { callbacks = [] } = options;
  const sources = await openSources(recipe, loading, context);
  const { training, validation } = sources;
  let model: Model | undefined;
  try {
    model = await startModel(recipe);
    yield* train({
      ...options,
      training,
      validation,
      model,
      epochs: recipe.epochs,
      startEpoch: recipe.startEpoch,
      schedule: scheduleOf(recipe),
      loss: crossEntropy({ labelSmoothing: recipe.labelSmoothing }),
      accumulate: batchSize / microBatch,
      momentum: recipe.momentum,
      nesterov: recipe.nesterov,
      weightDecay: recipe.weightDecay,
      decaysVectors: recipe.normDecay,
      groups: recipe.groups,
      clipNorm: recipe.clipNorm,
      averageDecay: recipe.averageDecay,
      recompute: recipe.recompute,
      checkpoints: { minutes: recipe.checkpointMinutes, keep: recipe.keepCheckpoints },
      callbacks: patience === undefined ? callbacks : [...callbacks, earlyStopping(patience)],
      configuration: recipe,
    });
  } finally {
    model?.dispose();
    await sources.close();
  }
}
