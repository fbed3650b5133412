import { tidy, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { checkRange, checkShape } from '../check.ts';
import { MovingAverage, type MovingAverageAttrs } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export interface UpdateAverageOptions {
  /** The share of the new value: Torch's momentum of batch norm. */
  readonly rate: number;
  /** What the new value is multiplied with first; 1 unless told. */
  readonly factor?: number;
}

/**
 * Moves a running average towards a new value of its shape:
 * `average = (1 - rate) * average + rate * factor * value`. Writes `average`; passes no gradient.
 *
 * @throws OpsError when shapes or options do not fit.
 */
export function updateAverage(
  average: Variable,
  value: Tensor,
  { rate, factor = 1 }: UpdateAverageOptions,
): void {
  checkShape('value', value, average.shape, 'the shape of the average');
  checkRange('rate', rate, 0, 1);
  const attrs: MovingAverageAttrs = { rate, factor };
  tidy(() => average.assign(runKernel<Tensor>(MovingAverage, { average, value }, attrs)));
}
