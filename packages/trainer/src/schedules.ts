/** The learning rate of an epoch; epochs count from 1. */
export type Schedule = (progress: { readonly epoch: number; readonly epochs: number }) => number;

/** One tenth of the rate after every 30 epochs: the authors' ImageNet schedule, made for 100 epochs. */
export function imagenet(rate: number): Schedule {
  return ({ epoch }) => rate * 0.1 ** Math.floor((epoch - 1) / 30);
}

/** One tenth past 49 % of the epochs and again past 74 %: the authors' CIFAR schedule. */
export function cifar(rate: number): Schedule {
  return ({ epoch, epochs }) => {
    const share = epoch / epochs;
    return rate * (share > 0.74 ? 0.01 : share > 0.49 ? 0.1 : 1);
  };
}

/** Always the same. */
export function constant(rate: number): Schedule {
  return () => rate;
}

/** Half a cosine, from the rate down towards 0 (arXiv 1608.03983, without restarts). */
export function cosine(rate: number): Schedule {
  return ({ epoch, epochs }) => (rate * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs))) / 2;
}
