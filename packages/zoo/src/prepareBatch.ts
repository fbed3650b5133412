import { div, mul, sub, tensor4d, tidy, type Tensor4D } from '@tensorflow/tfjs-core';
import { uploadBytes } from '@resnext/ops';
import { ZooError } from './errors.ts';
import type { Preprocessing } from './rows/row.ts';

/** Decoded images: floats in [0, 1] or bytes, [N, H, W, C] in a row. */
export interface ImageBatch {
  readonly images: Float32Array | Uint8Array;
  readonly shape: readonly [number, number, number, number];
}

/**
 * Uploads a batch as one tensor and normalises it there: `(x - mean) / std` by channel.
 *
 * @returns [N, H, W, C], what `Model.forward` takes
 * @throws ZooError when numbers, shape and channels do not fit together.
 */
export function prepareBatch({ images, shape }: ImageBatch, { mean, std }: Preprocessing): Tensor4D {
  const numbers = shape.reduce((product, size) => product * size, 1);
  if (images.length !== numbers || shape[3] !== mean.length) {
    throw new ZooError(
      'ZOO_BAD_INPUT',
      `expected ${numbers} numbers in ${mean.length} channels for a batch [${shape.join(', ')}] but received ${images.length}`,
    );
  }
  return tidy(() => {
    const values =
      images instanceof Uint8Array
        ? div<Tensor4D>(uploadBytes(images, shape), 255)
        : tensor4d(images, [...shape], 'float32');
    return mul<Tensor4D>(
      sub(values, mean),
      std.map((deviation) => 1 / deviation),
    );
  });
}
