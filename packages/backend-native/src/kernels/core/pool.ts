import {
  AvgPool,
  AvgPoolGrad,
  MaxPool,
  MaxPoolGrad,
  RealDiv,
  backend_util,
  type AvgPoolAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { kernels } from '@resnext/ops';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import { maxPool2dGradKernel, maxPool2dKernel } from '../ops/maxPool.ts';
import { binary, numericType } from './binary.ts';
import { cast } from './cast.ts';
import { convolve, inputGradient } from './convolutions.ts';
import { filled } from './fill.ts';
import { windowGeometry } from './geometry.ts';
import type { Inputs } from './inputs.ts';
import { kernelOf } from './kernelOf.ts';
import { withTemporaries, type Temporary } from './temporaries.ts';

type Shape4D = [number, number, number, number];
type Attrs = AvgPoolAttrs;

const maxPool = kernelOf(maxPool2dKernel);
const maxPoolGrad = kernelOf(maxPool2dGradKernel);

function geometryOf(x: readonly number[], attrs: Attrs): kernels.MaxPool2DAttrs {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = backend_util.computePool2DInfo(x as Shape4D, filterSize, strides, 1, pad, dimRoundingMode);
  return { ...windowGeometry(info), size: [info.filterHeight, info.filterWidth] };
}

/** Of how many pixels each window makes its average, [oH, oW, 1]: padding does not count. */
function counts(backend: NativeBackend, x: readonly number[], geometry: kernels.MaxPool2DAttrs): TensorInfo {
  const along = (axis: 0 | 1): number[] => {
    const [size, window, stride] = [x[axis + 1]!, geometry.size[axis], geometry.strides[axis]];
    const [before, after] = geometry.pads[axis];
    const outputs = Math.floor((size + before + after - window) / stride) + 1;
    return Array.from({ length: Math.max(0, outputs) }, (_, index) => {
      const start = index * stride - before;
      return Math.min(size, start + window) - Math.max(0, start);
    });
  };
  const [heights, widths] = [along(0), along(1)];
  const y = backend.output([heights.length, widths.length, 1]);
  backend.values(y).set(heights.flatMap((height) => widths.map((width) => height * width)));
  return y;
}

/** The sums of windows are a convolution, a channel a group, with ones. */
function ones(
  backend: NativeBackend,
  x: readonly number[],
  { size }: kernels.MaxPool2DAttrs,
  temporary: Temporary,
): TensorInfo {
  return temporary(filled(backend, [...size, 1, x[3]!], 1, 'float32'));
}

/** In float32, whatever x is of, and then of x's type. */
function inFloats(
  backend: NativeBackend,
  x: TensorInfo,
  run: (floats: TensorInfo, temporary: Temporary) => TensorInfo,
): TensorInfo {
  return withTemporaries(backend, (temporary) => {
    const y = temporary(run(temporary(cast(backend, x, 'float32')), temporary));
    return cast(backend, y, numericType(x));
  });
}

export const poolKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x'>, Attrs>(MaxPool, (backend, { x }, attrs) =>
    inFloats(backend, x, (floats) => maxPool(backend, { x: floats }, geometryOf(x.shape, attrs))),
  ),
  nativeKernel<Inputs<'dy' | 'input' | 'output'>, Attrs>(MaxPoolGrad, (backend, inputs, attrs) => {
    const { dy, input, output } = inputs;
    return maxPoolGrad(backend, { dy, x: input, y: output }, geometryOf(input.shape, attrs));
  }),
  nativeKernel<Inputs<'x'>, Attrs>(AvgPool, (backend, { x }, attrs) =>
    inFloats(backend, x, (floats, temporary) => {
      const geometry = geometryOf(x.shape, attrs);
      const filter = ones(backend, x.shape, geometry, temporary);
      const sums = convolve(backend, { x: floats, filter }, { ...geometry, groups: x.shape[3]! });
      return binary(RealDiv, backend, temporary(sums), temporary(counts(backend, x.shape, geometry)));
    }),
  ),
  nativeKernel<Inputs<'dy' | 'input'>, Attrs>(AvgPoolGrad, (backend, { dy, input }, attrs) =>
    withTemporaries(backend, (temporary) => {
      const geometry = geometryOf(input.shape, attrs);
      const filter = ones(backend, input.shape, geometry, temporary);
      const shares = binary(RealDiv, backend, dy, temporary(counts(backend, input.shape, geometry)));
      return inputGradient(
        backend,
        { dy: temporary(shares), filter },
        { ...geometry, groups: input.shape[3]!, inputShape: input.shape },
      );
    }),
  ),
];
