import { createLoader } from '@resnext/data';
import { schedules, train, type Epoch, type TrainOptions } from '@resnext/trainer';
import { createModel } from '@resnext/zoo';
import { checkFit, openDataset } from '../datasets.ts';
import type { Recipe } from './recipe.ts';

/** What the recipe leaves open. */
export interface RunOptions extends Pick<TrainOptions, 'resume' | 'overwrite' | 'signal' | 'onStep'> {
  readonly directory: string;
}

/** Test images are judged in batches of this size: large enough to be fast, small enough for any memory. */
const TEST_BATCH = 128;

/** Trains as a recipe says, and yields each epoch as it ends. */
export async function* trainRecipe(recipe: Recipe, options: RunOptions): AsyncGenerator<Epoch> {
  const { seed, batchSize, epochs } = recipe;
  const dataset = await openDataset(recipe.dataset);
  checkFit(recipe.model, dataset.train);
  const training = createLoader(dataset.train, {
    batchSize,
    shuffle: true,
    seed,
    transform: recipe.augment ? dataset.augmentation : undefined,
  });
  const validation = createLoader(dataset.test, { batchSize: TEST_BATCH });
  const model = createModel(recipe.model, { seed });
  try {
    yield* train({
      ...options,
      model,
      training,
      validation,
      epochs,
      schedule: schedules[recipe.schedule](recipe.learningRate),
      momentum: recipe.momentum,
      weightDecay: recipe.weightDecay,
      labelSmoothing: recipe.labelSmoothing,
      configuration: recipe,
    });
  } finally {
    model.dispose();
  }
}
