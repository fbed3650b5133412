import {
  Slice,
  SplitV,
  StridedSlice,
  Unpack,
  backend_util,
  slice_util,
  util,
  type KernelConfig,
  type SliceAttrs,
  type SplitVAttrs,
  type StridedSliceAttrs,
  type TensorInfo,
  type UnpackAttrs,
} from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';
import { rowMajorStrides } from './layout.ts';
import { copyElements } from './strided.ts';

/** Every `steps`th element along each axis, from `begin` on, as many as `shape` says. */
function take(
  backend: NativeBackend,
  x: TensorInfo,
  begin: readonly number[],
  shape: readonly number[],
  steps?: readonly number[],
): TensorInfo {
  const strides = rowMajorStrides(x.shape);
  const y = backend.output(shape, numericType(x));
  copyElements(
    backend,
    shape,
    {
      tensor: x,
      offset: begin.reduce((offset, index, axis) => offset + index * strides[axis]!, 0),
      strides: steps ? strides.map((stride, axis) => stride * steps[axis]!) : strides,
    },
    { tensor: y, strides: rowMajorStrides(shape) },
  );
  return y;
}

function slice(backend: NativeBackend, x: TensorInfo, attrs: SliceAttrs): TensorInfo {
  const [begin = [], size = []] = slice_util.parseSliceParams(x, attrs.begin, attrs.size);
  slice_util.assertParamsValid(x, begin, size);
  return take(backend, x, begin, size);
}

function stridedSlice(backend: NativeBackend, x: TensorInfo, attrs: StridedSliceAttrs): TensorInfo {
  const { finalShape, isIdentity, begin, end, strides } = slice_util.sliceInfo(
    x.shape,
    attrs.begin,
    attrs.end,
    attrs.strides,
    attrs.beginMask,
    attrs.endMask,
    attrs.ellipsisMask,
    attrs.newAxisMask,
    attrs.shrinkAxisMask,
  );
  if (isIdentity) return backend.reshaped(x, finalShape);
  if (util.sizeFromShape(finalShape) === 0) return backend.output(finalShape, numericType(x));
  const shape = slice_util.computeOutShape(begin, end, strides);
  return { ...take(backend, x, begin, shape, strides), shape: finalShape };
}

/** x in parts of the given sizes along one axis. */
function split(
  backend: NativeBackend,
  x: TensorInfo,
  axis: number,
  lengths: readonly number[],
): TensorInfo[] {
  const begin = x.shape.map(() => 0);
  return lengths.map((length) => {
    const part = take(backend, x, begin, x.shape.with(axis, length));
    begin[axis]! += length;
    return part;
  });
}

export const sliceKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'x'>, SliceAttrs>(Slice, (backend, { x }, attrs) => slice(backend, x, attrs)),
  nativeKernel<Inputs<'x'>, StridedSliceAttrs>(StridedSlice, (backend, { x }, attrs) =>
    stridedSlice(backend, x, attrs),
  ),
  nativeKernel<Inputs<'x'>, SplitVAttrs>(SplitV, (backend, { x }, attrs) => {
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0]!;
    return split(backend, x, axis, backend_util.prepareSplitSize(x, attrs.numOrSizeSplits, axis));
  }),
  nativeKernel<Inputs<'value'>, UnpackAttrs>(Unpack, (backend, { value }, attrs) => {
    const axis = util.parseAxisParam(attrs.axis, value.shape)[0]!;
    const ones = new Array<number>(value.shape[axis]!).fill(1);
    const shape = value.shape.toSpliced(axis, 1);
    return split(backend, value, axis, ones).map((part) => ({ ...part, shape }));
  }),
];
