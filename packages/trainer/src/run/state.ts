import { z } from 'zod';
import { epochSchema } from '../epoch.ts';
import { tallySchema } from '../meter.ts';

/** Where a training is, in numbers; its tensors lie beside it. */
export const stateSchema = z.object({
  /** The epoch under way, from 1; one more than there are when all are done. */
  epoch: z.int().min(1),
  /** Steps of that epoch which are done: where its loader goes on. */
  step: z.int().min(0),
  /** Steps in all. */
  steps: z.int().min(0),
  /** What the epoch under way has come to so far. */
  tally: tallySchema.optional(),
  /** Whether a callback ended the training before its last epoch. */
  stopped: z.boolean().optional(),
  /** The epochs that are done. */
  history: z.array(epochSchema),
});

export type State = z.infer<typeof stateSchema>;

export function beginningWith(epoch: number): State {
  return { epoch, step: 0, steps: 0, history: [] };
}
