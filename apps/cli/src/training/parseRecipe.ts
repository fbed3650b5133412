import { parseRow } from '@resnext/zoo';
import { z } from 'zod';
import { datasetNames } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { scheduleNames, type Recipe } from './recipe.ts';

const recipeSchema = z.object({
  dataset: z.enum(datasetNames),
  model: z.unknown().transform(parseRow),
  epochs: z.int().min(1),
  batchSize: z.int().min(1),
  learningRate: z.number(),
  momentum: z.number(),
  weightDecay: z.number(),
  labelSmoothing: z.number(),
  schedule: z.enum(scheduleNames),
  seed: z.int(),
  augment: z.boolean(),
}) satisfies z.ZodType<Recipe>;

/**
 * A recipe that was read from a file.
 *
 * @param file what to call it in an error
 */
export function parseRecipe(value: unknown, file: string): Recipe {
  const parsed = recipeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`expected a recipe in ${file} but ${issue!.path.join('.')} is wrong: ${issue!.message}`);
}
