import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernels } from '@resnext/ops';
import { nativeKernel } from '../define.ts';
import { convolutionSizes } from './convolutionSizes.ts';
import { floatsOf } from './floats.ts';

interface Inputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo;
}

/** For training, where filters change from step to step: each call packs its own. */
export const conv2dKernel = nativeKernel<Inputs, kernels.Conv2DAttrs>(
  kernels.Conv2D,
  (backend, { x, filter, bias }, attrs) => {
    const { sizes, outputShape } = convolutionSizes(attrs, { input: x.shape, filter: filter.shape });
    const weights = floatsOf(backend, filter, 'filter');
    const images = floatsOf(backend, x, 'x');
    const offsets = bias && floatsOf(backend, bias, 'bias');
    const y = backend.output(outputShape);
    backend.withPackedFilter(weights, sizes, (packed) =>
      backend.addon.convolve(sizes, images, packed, offsets, undefined, backend.memoryOf(y), false),
    );
    return y;
  },
);
