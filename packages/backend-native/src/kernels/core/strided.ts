import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { setLayout, sizes } from './layout.ts';

/** Where elements are in a tensor: the first, and how far apart neighbours along each axis. */
export interface Place {
  readonly tensor: TensorInfo;
  readonly offset?: number;
  readonly strides: readonly number[];
}

/** Copies elements of `shape` from one place to another; both tensors are of one type. */
export function copyElements(backend: NativeBackend, shape: readonly number[], from: Place, to: Place): void {
  if (util.sizeFromShape([...shape]) === 0) return;
  const rank = setLayout(shape, from.strides, to.strides);
  const { addon } = backend;
  addon.copy(
    to.tensor.dtype === 'bool' ? 1 : 4,
    rank,
    sizes,
    backend.memoryOf(from.tensor),
    from.offset ?? 0,
    backend.memoryOf(to.tensor),
    to.offset ?? 0,
  );
}
