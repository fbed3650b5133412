import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import {
  GlobalAveragePool,
  GlobalAveragePoolGrad,
  type GlobalAveragePoolGradAttrs,
} from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export const globalAveragePoolGradient: GradConfig = {
  kernelName: GlobalAveragePool,
  // Only its shape is needed, and a saved tensor shares the data of the original.
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({
    x: () => {
      const attrs: GlobalAveragePoolGradAttrs = { inputShape: x!.shape };
      return runKernel<Tensor>(GlobalAveragePoolGrad, { dy: dy as Tensor }, attrs);
    },
  }),
};
