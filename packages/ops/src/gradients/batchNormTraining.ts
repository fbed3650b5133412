import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { BatchNormTraining, BatchNormTrainingGrad } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export const batchNormTrainingGradient: GradConfig = {
  kernelName: BatchNormTraining,
  inputsToSave: ['x', 'scale'],
  outputsToSave: [true, true, true],
  gradFunc: (dys, saved, attrs) => {
    const [x, scale, y, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const [dy] = dys as Tensor[];
    // One pass computes all four; the thunks only hand them out.
    const [dx, dscale, doffset, dresidual] = runKernel<Tensor[]>(
      BatchNormTrainingGrad,
      { dy, x, y, scale, mean, variance },
      attrs,
    );
    return { x: () => dx!, scale: () => dscale!, offset: () => doffset!, residual: () => dresidual! };
  },
};
