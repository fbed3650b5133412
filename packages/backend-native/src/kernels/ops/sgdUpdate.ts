import { kernels } from '@resnext/ops';
import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import { floatsOf } from './floats.ts';
import { nextOf } from './inPlace.ts';

interface Inputs {
  readonly parameter: TensorInfo;
  readonly gradient: TensorInfo;
  readonly velocity: TensorInfo;
}

export const sgdUpdateKernel = nativeKernel<Inputs, kernels.SgdUpdateAttrs>(
  kernels.SgdUpdate,
  (
    backend,
    { parameter, gradient, velocity },
    { learningRate, momentum, dampening, weightDecay, nesterov },
  ) => {
    const next = nextOf(backend, parameter);
    const nextVelocity = nextOf(backend, velocity);
    backend.addon.sgdUpdate(
      util.sizeFromShape(parameter.shape),
      learningRate,
      momentum,
      dampening,
      weightDecay,
      nesterov,
      floatsOf(backend, parameter, 'parameter'),
      floatsOf(backend, gradient, 'gradient'),
      floatsOf(backend, velocity, 'velocity'),
      backend.memoryOf(next),
      backend.memoryOf(nextVelocity),
    );
    return [next, nextVelocity];
  },
);
