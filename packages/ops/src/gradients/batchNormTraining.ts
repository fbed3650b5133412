import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { BatchNormTraining, BatchNormTrainingGrad } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export const batchNormTrainingGradient: GradConfig = {
  kernelName: BatchNormTraining,
  inputsToSave: ['x', 'scale', 'offset'],
  outputsToSave: [true, true, true],
  gradFunc: (dys, saved, attrs) => {
    const [x, scale, offset, y, mean, variance] = saved;
    const [dy] = dys as Tensor[];
    // One pass computes all of them; the thunks only hand them out.
    const [dx, dscale, doffset, dresidual] = runKernel<Tensor[]>(
      BatchNormTrainingGrad,
      { dy, x, y, scale, offset, mean, variance },
      attrs,
    );
    return { x: () => dx!, scale: () => dscale!, offset: () => doffset!, residual: () => dresidual! };
  },
};
