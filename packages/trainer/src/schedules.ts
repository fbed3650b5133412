/** How far a training is. */
export interface Progress {
  /** Epochs that are done, with the share of the one under way: 0 at the start, 1.5 in the middle of the second. */
  readonly done: number;
  readonly epochs: number;
}

/** The learning rate of a step. */
export type Schedule = (progress: Progress) => number;

/** One tenth of the rate after every 30 epochs: the authors' ImageNet schedule, made for 100 epochs. */
export function imagenet(rate: number): Schedule {
  return step(rate, { every: 30 });
}

/** One tenth past 49 % of the epochs and again past 74 %, by epochs that count from 1: the authors' CIFAR schedule. */
export function cifar(rate: number): Schedule {
  return ({ done, epochs }) => {
    const share = (Math.floor(done) + 1) / epochs;
    return rate * (share > 0.74 ? 0.01 : share > 0.49 ? 0.1 : 1);
  };
}

/** Always the same. */
export function constant(rate: number): Schedule {
  return () => rate;
}

/** `factor` times the rate, one tenth unless told, after `every` so many epochs. */
export function step(rate: number, { every, factor = 0.1 }: { every: number; factor?: number }): Schedule {
  return ({ done }) => rate * factor ** Math.floor(Math.floor(done) / every);
}

/** `factor` times the rate, one tenth unless told, after each of the epochs `at`. */
export function multiStep(
  rate: number,
  { at, factor = 0.1 }: { at: readonly number[]; factor?: number },
): Schedule {
  return ({ done }) => rate * factor ** at.filter((epoch) => epoch <= done).length;
}

/** Half a cosine, from the rate down towards `minimum`, 0 unless told (arXiv 1608.03983, without restarts). */
export function cosine(rate: number, { minimum = 0 }: { minimum?: number } = {}): Schedule {
  return ({ done, epochs }) => minimum + ((rate - minimum) * (1 + Math.cos((Math.PI * done) / epochs))) / 2;
}

/**
 * First rises in a line to what `schedule` begins with, step by step over so many epochs, from a share `from` of it, 0
 * unless told (arXiv 1706.02677). Then `schedule` has the epochs that are left.
 */
export function warmUp(
  schedule: Schedule,
  { epochs: rising, from = 0 }: { epochs: number; from?: number },
): Schedule {
  return ({ done, epochs }) => {
    const left = epochs - rising;
    if (done >= rising) return schedule({ done: done - rising, epochs: left });
    return schedule({ done: 0, epochs: left }) * (from + (1 - from) * (done / rising));
  };
}

/** The rate for batches of `batch` images, where `rate` is one for batches of `base` (arXiv 1706.02677). */
export function scaleRate(rate: number, { batch, base }: { batch: number; base: number }): number {
  return (rate * batch) / base;
}
