/** The names of what a run leaves in its directory. */
export const runFiles = {
  /** The weights after the last epoch. */
  last: 'last.safetensors',
  /** The weights after the epoch with the best validation. */
  best: 'best.safetensors',
  /** The folder of checkpoints: all that resuming needs. */
  checkpoints: 'checkpoints',
  /** The configuration. */
  run: 'train.json',
  metrics: 'metrics.csv',
  curves: 'curves.svg',
  report: 'report.html',
  /** The folder of what TensorBoard shows. */
  events: 'events',
} as const;
