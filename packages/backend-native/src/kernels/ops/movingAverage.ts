import { kernels } from '@resnext/ops';
import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import { floatsOf } from './floats.ts';
import { nextOf } from './inPlace.ts';

interface Inputs {
  readonly average: TensorInfo;
  readonly value: TensorInfo;
}

export const movingAverageKernel = nativeKernel<Inputs, kernels.MovingAverageAttrs>(
  kernels.MovingAverage,
  (backend, { average, value }, { rate, factor }) => {
    const next = nextOf(backend, average);
    backend.addon.movingAverage(
      util.sizeFromShape(average.shape),
      1 - rate,
      rate * factor,
      floatsOf(backend, average, 'average'),
      floatsOf(backend, value, 'value'),
      backend.memoryOf(next),
    );
    return next;
  },
);
