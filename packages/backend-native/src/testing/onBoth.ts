import '@tensorflow/tfjs-backend-cpu';
import { setBackend, tidy, type Tensor } from '@tensorflow/tfjs-core';
import '../index.ts';

/** What a tensor held. */
export interface Values {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: ArrayLike<number>;
}

/** What `run` returns on tfjs's own `cpu` backend, whose composed kernels are the reference, and on `native`. */
export async function onBoth(
  run: () => Tensor | Tensor[],
): Promise<{ expected: Values[]; received: Values[] }> {
  return { expected: await on('cpu', run), received: await onNative(run) };
}

/** What `run` returns on `native`. */
export function onNative(run: () => Tensor | Tensor[]): Promise<Values[]> {
  return on('native', run);
}

async function on(backend: string, run: () => Tensor | Tensor[]): Promise<Values[]> {
  if (!(await setBackend(backend))) throw new Error(`expected the backend ${backend} to start`);
  let results: Values[] = [];
  // Not as the result of tidy, which would look for tensors in each array of numbers.
  tidy(() => {
    results = [run()].flat().map((tensor) => ({
      shape: tensor.shape,
      dtype: tensor.dtype,
      values: tensor.dataSync(),
    }));
  });
  return results;
}
