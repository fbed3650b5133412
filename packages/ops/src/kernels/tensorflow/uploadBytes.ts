import { reshape, slice, tensor1d, type Rank } from '@tensorflow/tfjs-core';
import { UploadBytes, type UploadBytesAttrs } from '../names.ts';
import { bool, type } from './attributes.ts';
import { tensorflowKernel } from './define.ts';

/**
 * Bytes travel to the device as they are, a quarter of what floats would take. tfjs has no tensors of bytes, so
 * four at a time they go as the bits of a float, which TensorFlow takes apart there.
 */
export const uploadBytesKernel = tensorflowKernel<object, UploadBytesAttrs>(
  UploadBytes,
  (tf, _, { bytes, shape }) => {
    const packed = tensor1d(asFloats(bytes), 'float32');
    const unpacked = tf.run('Bitcast', [packed], { type: type('TF_UINT8') });
    const floats = reshape(
      tf.run('Cast', [unpacked], {
        T: undefined,
        SrcT: type('TF_UINT8'),
        DstT: type('TF_FLOAT'),
        Truncate: bool(false),
      }),
      [-1],
    );
    return reshape<Rank.R4>(floats.size === bytes.length ? floats : slice(floats, 0, bytes.length), [
      ...shape,
    ]);
  },
);

/** The same memory where it can be read as floats, a copy where it cannot. */
function asFloats(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset % 4 === 0 && length % 4 === 0) return new Float32Array(buffer, byteOffset, length / 4);
  const padded = new Uint8Array(Math.ceil(length / 4) * 4);
  padded.set(bytes);
  return new Float32Array(padded.buffer);
}
