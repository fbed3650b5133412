import { addN, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { SgdUpdate, type SgdUpdateAttrs } from '../names.ts';
import { tensorflowKernel } from './define.ts';

interface Inputs {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly velocity: Tensor;
}

/**
 * A large parameter is read from memory by every operation, so this takes as few as it can: sums of three
 * instead of two. TensorFlow's own update works in variables of its own, which tfjs cannot hold.
 */
export const sgdUpdateKernel = tensorflowKernel<Inputs, SgdUpdateAttrs>(
  SgdUpdate,
  (_, { parameter, gradient, velocity }, { learningRate, momentum, dampening, weightDecay, nesterov }) => {
    const share = 1 - dampening;
    const terms = [
      ...(momentum === 0 ? [] : [mul(velocity, momentum)]),
      ...(weightDecay === 0 ? [] : [mul(parameter, weightDecay * share)]),
      share === 1 ? gradient : mul(gradient, share),
    ];
    const next = terms.length === 1 ? terms[0]!.clone() : addN(terms);
    if (!nesterov) return [sub(parameter, mul(next, learningRate)), next];
    // The direction is gradient + decay + momentum * next, and gradient + decay is what next has gained.
    return [
      addN([parameter, mul(next, -learningRate * (1 + momentum)), mul(velocity, learningRate * momentum)]),
      next,
    ];
  },
);
