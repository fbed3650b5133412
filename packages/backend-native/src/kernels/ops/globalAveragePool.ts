import { kernels } from '@resnext/ops';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import { floatsOf } from './floats.ts';

export const globalAveragePoolKernel = nativeKernel<{ readonly x: TensorInfo }>(
  kernels.GlobalAveragePool,
  (backend, { x }) => {
    const [batch, pixels, channels] = sizesOf(x.shape);
    const y = backend.output([batch, channels]);
    backend.addon.averagePool(batch, pixels, channels, floatsOf(backend, x, 'x'), backend.memoryOf(y));
    return y;
  },
);

export const globalAveragePoolGradKernel = nativeKernel<
  { readonly dy: TensorInfo },
  kernels.GlobalAveragePoolGradAttrs
>(kernels.GlobalAveragePoolGrad, (backend, { dy }, { inputShape }) => {
  const dx = backend.output(inputShape);
  backend.addon.averagePoolGradient(
    ...sizesOf(inputShape),
    floatsOf(backend, dy, 'dy'),
    backend.memoryOf(dx),
  );
  return dx;
});

function sizesOf(image: readonly number[]): [batch: number, pixels: number, channels: number] {
  const [batch, height, width, channels] = image as [number, number, number, number];
  return [batch, height * width, channels];
}
