import { add, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { SgdUpdate, type SgdUpdateAttrs } from '../names.ts';
import { composed } from './define.ts';

interface Inputs {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly velocity: Tensor;
}

export const sgdUpdateKernel = composed<Inputs, SgdUpdateAttrs>(
  SgdUpdate,
  ({ parameter, gradient, velocity }, { learningRate, momentum, dampening, weightDecay, nesterov }) => {
    const decayed = weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
    const next = add(mul(velocity, momentum), dampening === 0 ? decayed : mul(decayed, 1 - dampening));
    const direction = nesterov ? add(decayed, mul(next, momentum)) : next;
    return [sub(parameter, mul(direction, learningRate)), next];
  },
);
