import type { Callback } from './callback.ts';

/**
 * Ends the training when the validation has not become better for so many epochs.
 *
 * @param patience in epochs, at least 1
 */
export function earlyStopping(patience: number): Callback {
  return { onEpoch: ({ epoch: { epoch, best } }) => (epoch - best.epoch >= patience ? 'stop' : undefined) };
}
