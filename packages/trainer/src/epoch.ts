import { z } from 'zod';

const scoresSchema = z.object({
  /** Mean cross entropy, in nats. */
  loss: z.number(),
  /** Accuracies, in percent. */
  top1: z.number(),
  top5: z.number(),
});

export const bestSchema = z.object({ epoch: z.int(), top1: z.number() });

export const epochSchema = z.object({
  /** From 1. */
  epoch: z.int(),
  epochs: z.int(),
  /** Of the epoch's first step. */
  learningRate: z.number(),
  /** On the augmented training batches, while the weights moved. */
  train: scoresSchema,
  /** On the validation set, after the epoch. */
  test: scoresSchema,
  /** Training and validation together. */
  seconds: z.number(),
  /** In training. */
  imagesPerSecond: z.number(),
  /** In which training waited for data. */
  waitSeconds: z.number(),
  /** The best validation so far. */
  best: bestSchema,
});

export type Scores = z.infer<typeof scoresSchema>;

/** What an epoch came to. */
export type Epoch = z.infer<typeof epochSchema>;
