import type { Tensor4D } from '@tensorflow/tfjs-core';
import { OpsError } from '../errors.ts';
import { UploadBytes, type UploadBytesAttrs } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

/**
 * A batch of decoded images as a tensor of floats from 0 to 255. Where the backend's device has a memory of its
 * own, the bytes travel there as bytes. They must not change before the tensor was read.
 *
 * @param bytes `N * H * W * C` values, image by image
 * @param shape [N, H, W, C]
 * @throws OpsError when their number does not fit the shape.
 */
export function uploadBytes(bytes: Uint8Array, shape: readonly [number, number, number, number]): Tensor4D {
  const expected = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected) {
    throw new OpsError(
      'OPS_BAD_SHAPE',
      `expected ${expected} bytes for images [${shape.join(', ')}] but received ${bytes.length}`,
    );
  }
  const attrs: UploadBytesAttrs = { bytes, shape };
  return runKernel<Tensor4D>(UploadBytes, {}, attrs);
}
