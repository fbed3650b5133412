import {
  Add,
  AddN,
  Maximum,
  Minimum,
  Multiply,
  RealDiv,
  SquaredDifference,
  Sub,
  backend_util,
  util,
  type DataType,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { NativeBackend, NumericType } from '../../backend.ts';
import { NativeError } from '../../errors.ts';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { forEachPair, setBroadcastLayout, setFlatLayout, sizes } from './layout.ts';

/** In the order of `BinaryOperation` of the addon; what each does to bytes, which are rare, is said here. */
const operations: readonly [kernelName: string, ofNumbers: (a: number, b: number) => number][] = [
  [Add, (a, b) => a + b],
  [Sub, (a, b) => a - b],
  [Multiply, (a, b) => a * b],
  [RealDiv, (a, b) => a / b],
  [Maximum, Math.max],
  [Minimum, Math.min],
  [SquaredDifference, (a, b) => (a - b) * (a - b)],
];

const adds = operations.findIndex(([name]) => name === Add);
const divides = operations.findIndex(([name]) => name === RealDiv);

/** The kernel of that name, for kernels made of others. */
export function binary(name: string, backend: NativeBackend, a: TensorInfo, b: TensorInfo): TensorInfo {
  return arithmetic(
    operations.findIndex(([own]) => own === name),
    backend,
    a,
    b,
  );
}

/** y of a and b, one repeated to fit the other where shapes differ. */
function arithmetic(operation: number, backend: NativeBackend, a: TensorInfo, b: TensorInfo): TensorInfo {
  const integers = a.dtype === 'int32' && operation !== divides;
  if (a.dtype !== b.dtype || (a.dtype !== 'float32' && !integers)) {
    return combine(backend, a, b, numericType(a), operations[operation]![1]);
  }
  const shape = outputShape(a, b);
  const y = backend.output(shape, integers ? 'int32' : 'float32');
  const size = util.sizeFromShape(shape);
  if (size > 0) {
    const rank = setBroadcastLayout(
      a.shape,
      util.sizeFromShape(a.shape),
      b.shape,
      util.sizeFromShape(b.shape),
      shape,
      size,
    );
    const { addon } = backend;
    addon.binary(
      operation,
      integers,
      rank,
      sizes,
      backend.memoryOf(a),
      backend.memoryOf(b),
      backend.memoryOf(y),
    );
  }
  return y;
}

/** y of a and b by a function of numbers, one repeated to fit the other: for what is rare. */
export function combine(
  backend: NativeBackend,
  a: TensorInfo,
  b: TensorInfo,
  dtype: NumericType,
  ofNumbers: (a: number, b: number) => number,
): TensorInfo {
  const shape = outputShape(a, b);
  const y = backend.output(shape, dtype);
  const size = util.sizeFromShape(shape);
  if (size > 0) {
    const [from, other, into] = [backend.values(a), backend.values(b), backend.values(y)];
    const rank = setBroadcastLayout(a.shape, from.length, b.shape, other.length, shape, size);
    forEachPair(rank, (i, j, position) => {
      into[position] = ofNumbers(from[i]!, other[j]!);
    });
  }
  return y;
}

function outputShape(a: TensorInfo, b: TensorInfo): number[] {
  if (util.arraysEqual(a.shape, b.shape)) return a.shape;
  return backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
}

/** @throws a `NativeError` where a tensor is neither of numbers nor of booleans. */
export function numericType(x: { readonly dtype: DataType }): NumericType {
  const { dtype } = x;
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new NativeError('NATIVE_UNSUPPORTED', `expected float32, int32 or bool but received ${dtype}`);
}

/** The sum of tensors of one shape. */
function addN(backend: NativeBackend, tensors: TensorInfo[]): TensorInfo {
  const [first, second] = tensors;
  if (!second) return backend.reshaped(first!, first!.shape);
  const y = arithmetic(adds, backend, first!, second);
  const { addon } = backend;
  const size = util.sizeFromShape(y.shape);
  for (const x of tensors.slice(2)) {
    if (size === 0) break;
    const rank = setFlatLayout(size, 1, 1);
    const sum = backend.memoryOf(y);
    addon.binary(adds, y.dtype === 'int32', rank, sizes, sum, backend.memoryOf(x), sum);
  }
  return y;
}

export const binaryKernels: readonly KernelConfig[] = [
  ...operations.map(([name], operation) =>
    nativeKernel<Inputs<'a' | 'b'>>(name, (backend, { a, b }) => arithmetic(operation, backend, a, b)),
  ),
  nativeKernel<TensorInfo[]>(AddN, addN),
];
