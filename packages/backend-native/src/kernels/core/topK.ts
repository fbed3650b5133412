import { TopK, type KernelConfig, type TopKAttrs } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';

/** The k largest of each row, largest first; of equals the one with the lower index. */
export const topKKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x'>, TopKAttrs>(TopK, (backend, { x }, { k }) => {
    const length = x.shape.at(-1)!;
    const shape = x.shape.with(-1, k);
    const values = backend.output(shape, numericType(x));
    const indices = backend.output(shape, 'int32');
    const from = backend.values(x);
    const [intoValues, intoIndices] = [backend.values(values), backend.values(indices)];
    for (let row = 0; row * k < intoValues.length; row++) {
      const start = row * length;
      const best = largest(from.subarray(start, start + length), k);
      for (let rank = 0; rank < k; rank++) {
        intoIndices[row * k + rank] = best[rank]!;
        intoValues[row * k + rank] = from[start + best[rank]!]!;
      }
    }
    return [values, indices];
  }),
];

/** Up to here, keeping the best so far in order is faster than sorting all. */
const few = 32;

function largest(row: ArrayLike<number>, k: number): number[] {
  if (k > few) {
    const order = Array.from({ length: row.length }, (_, index) => index);
    return order.sort((a, b) => row[b]! - row[a]! || a - b).slice(0, k);
  }
  const best: number[] = [];
  for (let index = 0; index < row.length && k > 0; index++) {
    if (best.length === k && !(row[index]! > row[best[k - 1]!]!)) continue;
    if (best.length === k) best.pop();
    let at = best.length;
    while (at > 0 && row[index]! > row[best[at - 1]!]!) at--;
    best.splice(at, 0, index);
  }
  return best;
}
