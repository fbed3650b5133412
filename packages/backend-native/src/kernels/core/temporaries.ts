import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';

/** Marks a tensor as one that a kernel needs no longer than it runs; returns it. */
export type Temporary = (x: TensorInfo) => TensorInfo;

/** Runs a kernel made of others, and disposes of what it marked. */
export function withTemporaries<T>(backend: NativeBackend, run: (temporary: Temporary) => T): T {
  const temporaries: TensorInfo[] = [];
  try {
    return run((x) => {
      temporaries.push(x);
      return x;
    });
  } finally {
    for (const { dataId } of temporaries) backend.disposeData(dataId);
  }
}
