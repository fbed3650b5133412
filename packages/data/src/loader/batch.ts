import type { Sample } from '../datasets/dataset.ts';
import { DataError } from '../errors.ts';

/** Samples side by side, as plain typed arrays that the receiver owns. */
export interface Batch {
  /** `N * height * width * channels` values in [0, 1], sample by sample (NHWC). */
  readonly images: Float32Array;
  readonly shape: readonly [samples: number, height: number, width: number, channels: number];
  /** The label of each sample. */
  readonly labels: Int32Array;
  /** The index of each sample in its dataset. */
  readonly indices: Int32Array;
}

/**
 * Puts samples of one shape into a batch.
 *
 * @throws {DataError} `DATA_SHAPE_MISMATCH` if their shapes differ
 */
export function collate(samples: readonly Sample[], indices: Int32Array): Batch {
  const { height, width, channels } = samples[0] ?? { height: 0, width: 0, channels: 0 };
  const size = height * width * channels;
  const images = new Float32Array(samples.length * size);
  samples.forEach((sample, position) => {
    if (sample.height !== height || sample.width !== width || sample.channels !== channels) {
      throw new DataError(
        'DATA_SHAPE_MISMATCH',
        `expected a shape of ${height}x${width}x${channels}, that of the first in its batch, for sample ` +
          `${indices[position]} but received ${sample.height}x${sample.width}x${sample.channels}: ` +
          'crop or resize every sample to one shape',
      );
    }
    images.set(sample.pixels, position * size);
  });
  return {
    images,
    shape: [samples.length, height, width, channels],
    labels: Int32Array.from(samples, (sample) => sample.label),
    indices,
  };
}
