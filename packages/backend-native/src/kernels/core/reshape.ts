import {
  ExpandDims,
  Identity,
  Reshape,
  util,
  type ExpandDimsAttrs,
  type KernelConfig,
  type ReshapeAttrs,
} from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';

/** The same values under another name or shape: no copy. */
export const reshapeKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x'>>(Identity, (backend, { x }) => backend.reshaped(x, x.shape)),
  nativeKernel<Inputs<'x'>, ReshapeAttrs>(Reshape, (backend, { x }, attrs) => {
    const size = util.sizeFromShape(x.shape);
    const shape = util.inferFromImplicitShape(attrs.shape, size);
    util.assert(
      util.sizeFromShape(shape) === size,
      () => `expected a shape of ${size} elements for shape but received [${shape.join(', ')}]`,
    );
    return backend.reshaped(x, shape);
  }),
  nativeKernel<Inputs<'input'>, ExpandDimsAttrs>(ExpandDims, (backend, { input }, { dim }) => {
    const rank = input.shape.length;
    util.assert(dim >= -(rank + 1) && dim <= rank, () => `expected a dim within ${rank} but received ${dim}`);
    return backend.reshaped(input, input.shape.toSpliced(dim < 0 ? rank + dim + 1 : dim, 0, 1));
  }),
];
