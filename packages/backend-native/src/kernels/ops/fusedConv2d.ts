import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernels } from '@resnext/ops';
import { nativeKernel } from '../define.ts';
import { convolutionSizes } from './convolutionSizes.ts';
import { floatsOf } from './floats.ts';

interface Inputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo;
  readonly residual?: TensorInfo;
}

/** For inference, where a filter is used again and again: its packed form stays with it. */
export const fusedConv2dKernel = nativeKernel<Inputs, kernels.FusedConv2DAttrs>(
  kernels.FusedConv2D,
  (backend, { x, filter, bias, residual }, attrs) => {
    const { sizes, outputShape } = convolutionSizes(attrs, { input: x.shape, filter: filter.shape });
    const given = [
      floatsOf(backend, x, 'x'),
      backend.packedFilter(filter, sizes),
      bias && floatsOf(backend, bias, 'bias'),
      residual && floatsOf(backend, residual, 'residual'),
    ] as const;
    const y = backend.output(outputShape);
    backend.addon.convolve(sizes, ...given, backend.memoryOf(y), attrs.relu);
    return y;
  },
);
