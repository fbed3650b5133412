import {
  LinSpace,
  Range,
  type KernelConfig,
  type LinSpaceAttrs,
  type RangeAttrs,
} from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import { numericType } from './binary.ts';

export const rangeKernels: readonly KernelConfig[] = [
  nativeKernel<unknown, RangeAttrs>(Range, (backend, _, attrs) => {
    const { start, stop, dtype } = attrs;
    // A step of 1, as where none was given, also counts down.
    const step = attrs.step === 1 && stop < start ? -1 : attrs.step;
    const count = Math.max(0, Math.ceil((stop - start) / step));
    const y = backend.output([count], numericType({ dtype }));
    const into = backend.values(y);
    for (let i = 0; i < count; i++) into[i] = start + i * step;
    return y;
  }),
  nativeKernel<unknown, LinSpaceAttrs>(LinSpace, (backend, _, { start, stop, num }) => {
    const y = backend.output([num]);
    const into = backend.values(y);
    const step = num > 1 ? (stop - start) / (num - 1) : 0;
    for (let i = 0; i < num; i++) into[i] = start + i * step;
    return y;
  }),
];
