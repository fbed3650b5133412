import {
  Add,
  FusedBatchNorm,
  Multiply,
  Rsqrt,
  Sub,
  type FusedBatchNormAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import { binary } from './binary.ts';
import { filled } from './fill.ts';
import type { Inputs } from './inputs.ts';
import { withTemporaries } from './temporaries.ts';
import { unary } from './unary.ts';

interface BatchNormInputs extends Inputs<'x' | 'mean' | 'variance'> {
  readonly scale?: TensorInfo;
  readonly offset?: TensorInfo;
}

/** (x - mean) / sqrt(variance + epsilon) * scale + offset, with statistics that are given. */
export const batchNormKernels: readonly KernelConfig[] = [
  nativeKernel<BatchNormInputs, FusedBatchNormAttrs>(FusedBatchNorm, (backend, inputs, attrs) =>
    withTemporaries(backend, (temporary) => {
      const { x, mean, variance, scale, offset } = inputs;
      const run = (name: string, a: TensorInfo, b: TensorInfo): TensorInfo =>
        temporary(binary(name, backend, a, b));
      const epsilon = temporary(filled(backend, [], attrs.varianceEpsilon ?? 0.001, 'float32'));
      const inverse = temporary(unary(Rsqrt, backend, run(Add, variance, epsilon)));
      const factor = scale ? run(Multiply, inverse, scale) : inverse;
      const scaled = run(Multiply, run(Sub, x, mean), factor);
      return offset ? binary(Add, backend, scaled, offset) : backend.reshaped(scaled, scaled.shape);
    }),
  ),
];
