import {
  Add,
  Concat,
  Multiply,
  Relu,
  Reshape,
  Sigmoid,
  Sum,
  broadcast_util,
  mul,
  reshape,
  slice,
  step,
  sub,
  sum,
  tile,
  util,
  type GradConfig,
  type Tensor,
} from '@tensorflow/tfjs-core';

/*
 * tfjs-core registers no gradients by itself (the `@tensorflow/tfjs` union does). These are the ones of
 * the few core kernels that blocks, or a loss of one's own, call beside ours, so that tfjs-core alone is
 * enough to train.
 */

/** Sums a gradient over the axes along which its input was broadcast. */
function unbroadcast(gradient: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, gradient.shape);
  return reshape(axes.length > 0 ? sum(gradient, axes) : gradient, shape);
}

const addGradient: GradConfig = {
  kernelName: Add,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b]) => ({
    a: () => unbroadcast(dy as Tensor, a!.shape),
    b: () => unbroadcast(dy as Tensor, b!.shape),
  }),
};

const multiplyGradient: GradConfig = {
  kernelName: Multiply,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b]) => ({
    a: () => unbroadcast(mul(dy as Tensor, b!), a!.shape),
    b: () => unbroadcast(mul(dy as Tensor, a!), b!.shape),
  }),
};

const reluGradient: GradConfig = {
  kernelName: Relu,
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => mul(dy as Tensor, step(y!)) }),
};

const sigmoidGradient: GradConfig = {
  kernelName: Sigmoid,
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => mul(dy as Tensor, mul(y!, sub(1, y!))) }),
};

const reshapeGradient: GradConfig = {
  kernelName: Reshape,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => reshape(dy as Tensor, x!.shape) }),
};

const concatGradient: GradConfig = {
  kernelName: Concat,
  saveAllInputs: true,
  gradFunc: (dy, parts, attrs) => {
    const [axis] = util.parseAxisParam((attrs as { axis: number }).axis, parts[0]!.shape) as [number];
    let start = 0;
    const thunks = parts.map((part) => {
      const begin = part.shape.map(() => 0);
      begin[axis] = start;
      start += part.shape[axis]!;
      return () => slice(dy as Tensor, begin, part.shape);
    });
    return Object.fromEntries(thunks.map((thunk, index) => [index, thunk]));
  },
};

const sumGradient: GradConfig = {
  kernelName: Sum,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => {
    const { axis } = attrs as { axis?: number | number[] };
    const axes = util.parseAxisParam(axis ?? x!.shape.map((_, i) => i), x!.shape);
    const kept = x!.shape.map((size, i) => (axes.includes(i) ? 1 : size));
    const times = x!.shape.map((size, i) => (axes.includes(i) ? size : 1));
    return { x: () => tile(reshape(dy as Tensor, kept), times) };
  },
};

export const coreGradients = [
  addGradient,
  multiplyGradient,
  reluGradient,
  sigmoidGradient,
  reshapeGradient,
  concatGradient,
  sumGradient,
];
