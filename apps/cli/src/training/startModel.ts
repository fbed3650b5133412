import { freeze } from '@resnext/trainer';
import { createModel, loadModel, type Model } from '@resnext/zoo';
import { CliError } from '../errors.ts';
import type { Recipe } from './recipe.ts';

/** The model that a training begins with. */
export async function startModel(recipe: Recipe): Promise<Model> {
  const model = await weightsOf(recipe);
  try {
    if (recipe.freeze.length > 0) freeze(model, recipe.freeze);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

async function weightsOf({
  model: row,
  weights,
  resetClassifier,
  zeroInitialiseLast,
  seed,
}: Recipe): Promise<Model> {
  if (weights === undefined) {
    if (resetClassifier) throw new CliError('expected --weights with --reset-classifier but received none');
    return createModel(row, { seed, zeroInitialiseLast });
  }
  const loaded = await loadModel(weights, resetClassifier ? {} : { model: row });
  if (!resetClassifier) return loaded;
  try {
    return loaded.withClassifier({ classes: row.classes, classNames: row.classNames, seed });
  } finally {
    loaded.dispose();
  }
}
