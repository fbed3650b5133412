import { bundles } from './bundles.ts';
import { denseConvolution, windows, type Convolution } from './dense.ts';
import { hasGroups } from './hasGroups.ts';
import { hasRightInputGradientOnOneDnn, isRightOnOneDnn } from './oneDnn.ts';
import type { Operations } from './operations.ts';

/** The fastest way to convolve that is right, by the shape of the filter [kH, kW, C / groups, O] and what TensorFlow has here. */
export function convolutionFor(tf: Operations, filterShape: readonly number[], groups: number): Convolution {
  if (groups === 1) return denseConvolution(filterShape);
  if (tf.onGpu) return windows;
  if (!hasGroups(tf) || !isRightOnOneDnn(filterShape, groups)) return bundles;
  return hasRightInputGradientOnOneDnn(filterShape) ? windows : { ...windows, toInput: bundles.toInput };
}
