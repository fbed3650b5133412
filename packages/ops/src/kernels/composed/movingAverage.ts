import { add, mul, type Tensor } from '@tensorflow/tfjs-core';
import { MovingAverage, type MovingAverageAttrs } from '../names.ts';
import { composed } from './define.ts';

interface Inputs {
  readonly average: Tensor;
  readonly value: Tensor;
}

export const movingAverageKernel = composed<Inputs, MovingAverageAttrs>(
  MovingAverage,
  ({ average, value }, { rate, factor }) => add(mul(average, 1 - rate), mul(value, rate * factor)),
);
