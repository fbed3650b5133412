import {
  Concat,
  Pack,
  backend_util,
  util,
  type ConcatAttrs,
  type KernelConfig,
  type PackAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import { numericType } from './binary.ts';
import { rowMajorStrides } from './layout.ts';
import { copyElements } from './strided.ts';

/** Tensors one behind the other along an axis of `shape`. */
function joined(
  backend: NativeBackend,
  tensors: readonly TensorInfo[],
  axis: number,
  shape: readonly number[],
): TensorInfo {
  const y = backend.output(shape, numericType(tensors[0]!));
  const strides = rowMajorStrides(shape);
  let offset = 0;
  for (const tensor of tensors) {
    copyElements(
      backend,
      tensor.shape,
      { tensor, strides: rowMajorStrides(tensor.shape) },
      { tensor: y, offset, strides },
    );
    offset += tensor.shape[axis]! * strides[axis]!;
  }
  return y;
}

export const concatKernels: readonly KernelConfig[] = [
  nativeKernel<TensorInfo[], ConcatAttrs>(Concat, (backend, tensors, attrs) => {
    const axis = util.parseAxisParam(attrs.axis, tensors[0]!.shape)[0]!;
    const shapes = tensors.map(({ shape }) => shape);
    backend_util.assertParamsConsistent(shapes, axis);
    return joined(backend, tensors, axis, backend_util.computeOutShape(shapes, axis));
  }),
  nativeKernel<TensorInfo[], PackAttrs>(Pack, (backend, tensors, { axis }) => {
    const { shape, dtype } = tensors[0]!;
    for (const tensor of tensors) {
      util.assertShapesMatch(shape, tensor.shape, 'All tensors passed to stack must have matching shapes');
      util.assert(dtype === tensor.dtype, () => 'All tensors passed to stack must have matching dtypes');
    }
    const at = axis < 0 ? axis + shape.length + 1 : axis;
    const rows = tensors.map((tensor) => ({ ...tensor, shape: shape.toSpliced(at, 0, 1) }));
    return joined(backend, rows, at, shape.toSpliced(at, 0, tensors.length));
  }),
];
