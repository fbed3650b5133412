import { kernels } from '@resnext/ops';
import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import { floatsOf } from './floats.ts';

interface Inputs {
  readonly x: TensorInfo;
  readonly scale: TensorInfo;
  readonly offset: TensorInfo;
  readonly residual?: TensorInfo;
}

export const batchNormTrainingKernel = nativeKernel<Inputs, kernels.BatchNormAttrs>(
  kernels.BatchNormTraining,
  (backend, { x, scale, offset, residual }, { epsilon, relu }) => {
    const [rows, channels] = matrixOf(x);
    const y = backend.output(x.shape);
    const mean = backend.output([channels]);
    const variance = backend.output([channels]);
    backend.addon.batchNorm(
      rows,
      channels,
      epsilon,
      relu,
      floatsOf(backend, x, 'x'),
      floatsOf(backend, scale, 'scale'),
      floatsOf(backend, offset, 'offset'),
      residual && floatsOf(backend, residual, 'residual'),
      backend.memoryOf(y),
      backend.memoryOf(mean),
      backend.memoryOf(variance),
    );
    return [y, mean, variance];
  },
);

interface GradInputs {
  readonly dy: TensorInfo;
  readonly x: TensorInfo;
  readonly y: TensorInfo;
  readonly scale: TensorInfo;
  readonly offset: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
}

export const batchNormTrainingGradKernel = nativeKernel<GradInputs, kernels.BatchNormAttrs>(
  kernels.BatchNormTrainingGrad,
  (backend, { dy, x, y, scale, offset, mean, variance }, { epsilon, relu, residual }) => {
    const [rows, channels] = matrixOf(x);
    const dx = backend.output(x.shape);
    const dscale = backend.output([channels]);
    const doffset = backend.output([channels]);
    // Without a residual, where the ReLU was open is computed again, which is faster than to read y.
    const masked = relu && residual ? backend.output(x.shape) : undefined;
    backend.addon.batchNormGradient(
      rows,
      channels,
      epsilon,
      relu,
      floatsOf(backend, dy, 'dy'),
      floatsOf(backend, x, 'x'),
      masked && floatsOf(backend, y, 'y'),
      floatsOf(backend, scale, 'scale'),
      floatsOf(backend, offset, 'offset'),
      floatsOf(backend, mean, 'mean'),
      floatsOf(backend, variance, 'variance'),
      backend.memoryOf(dx),
      backend.memoryOf(dscale),
      backend.memoryOf(doffset),
      masked && backend.memoryOf(masked),
    );
    const gradients = [dx, dscale, doffset];
    return residual ? [...gradients, masked ?? backend.reshaped(dy, dy.shape)] : gradients;
  },
);

/** An image as a matrix: a row for each pixel. */
function matrixOf(x: TensorInfo): [rows: number, channels: number] {
  return [util.sizeFromShape(x.shape.slice(0, -1)), x.shape.at(-1)!];
}
