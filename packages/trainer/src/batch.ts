import type { ImageBatch } from '@resnext/zoo';

/** Images and the class of each. */
export interface Batch extends ImageBatch {
  readonly labels: Int32Array;
}

/** Where batches come from: a loader of `@resnext/data`, or anything of its shape. */
export interface BatchSource {
  /** Samples in an epoch. */
  readonly length: number;
  readonly batchesPerEpoch: number;
  /** The batches of epoch `epoch`, which counts from 1; the same for the same epoch. */
  epoch(epoch: number): AsyncIterable<Batch>;
}
