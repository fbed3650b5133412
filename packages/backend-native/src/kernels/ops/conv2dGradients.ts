import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernels } from '@resnext/ops';
import { nativeKernel } from '../define.ts';
import { convolutionSizes } from './convolutionSizes.ts';
import { floatsOf } from './floats.ts';

interface ToInput {
  readonly dy: TensorInfo;
  readonly filter: TensorInfo;
}

export const conv2dBackpropInputKernel = nativeKernel<ToInput, kernels.Conv2DBackpropInputAttrs>(
  kernels.Conv2DBackpropInput,
  (backend, { dy, filter }, attrs) => {
    const { sizes } = convolutionSizes(attrs, { input: attrs.inputShape, filter: filter.shape });
    const given = [floatsOf(backend, dy, 'dy'), floatsOf(backend, filter, 'filter')] as const;
    const dx = backend.output(attrs.inputShape);
    backend.addon.convolveInputGradient(sizes, ...given, backend.memoryOf(dx));
    return dx;
  },
);

interface ToFilter {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
}

export const conv2dBackpropFilterKernel = nativeKernel<ToFilter, kernels.Conv2DBackpropFilterAttrs>(
  kernels.Conv2DBackpropFilter,
  (backend, { x, dy }, attrs) => {
    const { sizes } = convolutionSizes(attrs, { input: x.shape, filter: attrs.filterShape });
    const given = [floatsOf(backend, x, 'x'), floatsOf(backend, dy, 'dy')] as const;
    const dfilter = backend.output(attrs.filterShape);
    backend.addon.convolveFilterGradient(sizes, ...given, backend.memoryOf(dfilter));
    return dfilter;
  },
);
