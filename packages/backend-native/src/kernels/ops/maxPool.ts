import { kernels, outputSize } from '@resnext/ops';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import { floatsOf } from './floats.ts';
import { windowOf } from './window.ts';

export const maxPool2dKernel = nativeKernel<{ readonly x: TensorInfo }, kernels.MaxPool2DAttrs>(
  kernels.MaxPool2D,
  (backend, { x }, attrs) => {
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const y = backend.output([batch, ...outputSize([height, width], attrs.size, attrs), channels]);
    const window = windowOf(x.shape, y.shape, attrs.size, attrs);
    backend.addon.maxPool(window, channels, floatsOf(backend, x, 'x'), backend.memoryOf(y));
    return y;
  },
);

interface GradInputs {
  readonly dy: TensorInfo;
  readonly x: TensorInfo;
  readonly y: TensorInfo;
}

export const maxPool2dGradKernel = nativeKernel<GradInputs, kernels.MaxPool2DAttrs>(
  kernels.MaxPool2DGrad,
  (backend, { dy, x, y }, attrs) => {
    const dx = backend.output(x.shape);
    backend.addon.maxPoolGradient(
      windowOf(x.shape, y.shape, attrs.size, attrs),
      x.shape.at(-1)!,
      floatsOf(backend, dy, 'dy'),
      floatsOf(backend, x, 'x'),
      floatsOf(backend, y, 'y'),
      backend.memoryOf(dx),
    );
    return dx;
  },
);
