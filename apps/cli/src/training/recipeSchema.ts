import { parseRow } from '@resnext/zoo';
import { z } from 'zod';
import { datasetNames } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { scheduleNames, type PartialRecipe, type Recipe } from './recipe.ts';

const text = z.string().min(1);
const count = z.int().min(1);
const share = z.number().min(0).max(1);
const amount = z.number().min(0);

const recipeSchema = z
  .strictObject({
    dataset: z.enum(datasetNames),
    data: text.optional(),
    valData: text.optional(),
    labels: text.optional(),
    cache: text.optional(),
    mirror: text.optional(),
    samples: count.optional(),
    valSamples: count.optional(),
    model: z.unknown().transform(parseRow),
    weights: text.optional(),
    resetClassifier: z.boolean().default(false),
    freeze: z.array(text).default([]),
    groups: z
      .array(
        z.strictObject({
          pattern: text,
          rateFactor: amount.optional(),
          weightDecay: amount.optional(),
        }),
      )
      .default([]),
    epochs: count,
    startEpoch: count.default(1),
    batchSize: count,
    microBatch: count.optional(),
    learningRate: amount,
    lrBase: count.optional(),
    schedule: z.enum(scheduleNames),
    milestones: z.array(count).default([]),
    gamma: share.default(0.1),
    minLearningRate: amount.default(0),
    warmUpEpochs: amount.default(0),
    warmUpFrom: share.default(0),
    momentum: share,
    nesterov: z.boolean().default(true),
    weightDecay: amount,
    normDecay: z.boolean().default(true),
    labelSmoothing: share,
    mixup: amount.default(0),
    cutmix: amount.default(0),
    clipNorm: z.number().positive().optional(),
    averageDecay: share.optional(),
    zeroInitialiseLast: z.boolean().default(false),
    recompute: z.boolean().default(false),
    precision: z.literal('single').default('single'),
    seed: z.int(),
    augment: z.boolean(),
    workers: z.int().min(0).optional(),
    patience: count.optional(),
    checkpointMinutes: amount.default(10),
    keepCheckpoints: count.default(2),
    limitTrainBatches: count.optional(),
    limitValBatches: count.optional(),
  })
  .refine(({ batchSize, microBatch = batchSize }) => batchSize % microBatch === 0, {
    path: ['microBatch'],
    message: 'expected a divisor of batchSize',
  })
  .refine(({ warmUpEpochs, epochs }) => warmUpEpochs < epochs, {
    path: ['warmUpEpochs'],
    message: 'expected fewer than all epochs',
  })
  .refine(({ startEpoch, epochs }) => startEpoch <= epochs, {
    path: ['startEpoch'],
    message: 'expected one of the epochs',
  })
  .refine(({ schedule, milestones }) => schedule !== 'multistep' || milestones.length > 0, {
    path: ['milestones'],
    message: 'expected the epochs after which multistep lowers the rate',
  }) satisfies z.ZodType<Recipe>;

/** What a recipe can say. */
export const recipeKeys = Object.keys(recipeSchema.shape) as (keyof Recipe)[];

/**
 * A recipe, complete, out of what was said of it.
 *
 * @param source what to call it in an error
 */
export function parseRecipe(value: unknown, source: string): Recipe {
  const parsed = recipeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue!.code === 'unrecognized_keys') throw unknownKey(issue.keys[0]!, source);
  throw new CliError(
    `expected a recipe in ${source} but ${issue!.path.join('.')} is wrong: ${issue!.message}`,
  );
}

/** Refuses what no recipe can say, before it is mixed with what others say. */
export function checkKeys(recipe: PartialRecipe, source: string): void {
  const known: readonly string[] = recipeKeys;
  const unknown = Object.keys(recipe).find((key) => !known.includes(key));
  if (unknown !== undefined) throw unknownKey(unknown, source);
}

function unknownKey(key: string, source: string): CliError {
  return new CliError(`expected one of ${recipeKeys.join(', ')} in ${source} but received '${key}'`);
}
