import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { MaxPool2D, MaxPool2DGrad } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export const maxPool2dGradient: GradConfig = {
  kernelName: MaxPool2D,
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, [x, y], attrs) => ({
    x: () => runKernel<Tensor>(MaxPool2DGrad, { dy: dy as Tensor, x, y }, attrs),
  }),
};
