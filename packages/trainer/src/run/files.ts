/** The names of what a run leaves in its directory. */
export const runFiles = {
  /** The weights after the last epoch. */
  last: 'last.safetensors',
  /** The weights after the epoch with the best validation. */
  best: 'best.safetensors',
  /** The weights with the optimiser's velocities and the history: all that resuming needs. */
  checkpoint: 'checkpoint.safetensors',
  /** The configuration. */
  run: 'train.json',
  metrics: 'metrics.csv',
  curves: 'curves.svg',
} as const;
