import type { ImageBatch } from '@resnext/zoo';

/** Images and the class of each. */
export interface Batch extends ImageBatch {
  /** [N], the class of each image, or the one with the largest share of it. */
  readonly labels: Int32Array;
  /** [N * classes], the share of each class in each image, where images were mixed. */
  readonly targets?: Float32Array;
}

/** Where batches come from: a loader of `@resnext/data`, or anything of its shape. */
export interface BatchSource {
  /** Samples in an epoch. */
  readonly length: number;
  readonly batchesPerEpoch: number;
  /**
   * The batches of epoch `epoch`, which counts from 1; the same for the same epoch. A batch is read before the next
   * but one is asked for.
   *
   * @param options with `start`, the first batch that is wanted, from 0
   */
  epoch(epoch: number, options?: { readonly start?: number }): AsyncIterable<Batch>;
}
