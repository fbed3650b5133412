import { schedules, type Schedule } from '@resnext/trainer';
import type { Recipe } from './recipe.ts';

/** The learning rate as a recipe has it. */
export function scheduleOf(recipe: Recipe): Schedule {
  const { warmUpEpochs: epochs, warmUpFrom: from } = recipe;
  const schedule = decay(recipe, startRate(recipe));
  return epochs > 0 ? schedules.warmUp(schedule, { epochs, from }) : schedule;
}

/** The rate that the schedule begins with, scaled by the batch. */
export function startRate({ learningRate, lrBase: base, batchSize: batch }: Recipe): number {
  return base === undefined ? learningRate : schedules.scaleRate(learningRate, { batch, base });
}

function decay({ schedule, milestones: at, gamma, minLearningRate }: Recipe, rate: number): Schedule {
  switch (schedule) {
    case 'multistep':
      return schedules.multiStep(rate, { at, factor: gamma });
    case 'cosine':
      return schedules.cosine(rate, { minimum: minLearningRate });
    default:
      return schedules[schedule](rate);
  }
}
