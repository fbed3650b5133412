import type { Batch } from '../loader/batch.ts';
import type { Random } from '../random/random.ts';

/** A batch whose images and labels may be written to; images are bytes or floats. */
export type MixableBatch = Pick<Batch, 'images' | 'shape' | 'labels'>;

/**
 * Mixes the samples of a batch: changes its images and labels in place, and returns the share of each class in each
 * sample, `[N * classes]`, or undefined for a batch that it leaves as it is. Draws every choice from `random`.
 */
export interface BatchTransform {
  (batch: MixableBatch, random: Random): Float32Array | undefined;
  /** How many classes there are. */
  readonly classes: number;
  /** How a worker makes the transform again. */
  readonly description: BatchTransformDescription;
}

/** A batch transform as plain data. */
export interface BatchTransformDescription {
  readonly name: string;
  readonly options: unknown;
}
