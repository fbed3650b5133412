import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Memory } from '../../addon/addon.ts';
import type { NativeBackend } from '../../backend.ts';
import { NativeError } from '../../errors.ts';

/**
 * The memory of a tensor of float32, the only type that these kernels compute in.
 *
 * @throws NativeError when it is of another type.
 */
export function floatsOf(backend: NativeBackend, x: TensorInfo, name: string): Memory {
  if (x.dtype !== 'float32') {
    throw new NativeError(
      'NATIVE_BAD_INPUT',
      `expected a tensor of float32 for ${name} but received ${x.dtype}; cast it first`,
    );
  }
  return backend.memoryOf(x);
}
