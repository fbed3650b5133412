import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';

/**
 * Where a variable's next value goes: into its own memory, unless other tensors share that (a clone, or
 * what a gradient keeps), which must not change.
 */
export function nextOf(backend: NativeBackend, variable: TensorInfo): TensorInfo {
  if (backend.refCount(variable.dataId) > 1) return backend.output(variable.shape);
  backend.overwritten(variable);
  return backend.reshaped(variable, variable.shape);
}
