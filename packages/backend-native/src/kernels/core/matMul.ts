import {
  Add,
  BatchMatMul,
  _FusedMatMul,
  broadcast_util,
  util,
  type BatchMatMulAttrs,
  type KernelConfig,
  type TensorInfo,
  type _FusedMatMulAttrs,
} from '@tensorflow/tfjs-core';
import type { Memory } from '../../addon/addon.ts';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import { activate } from './activation.ts';
import { binary } from './binary.ts';
import { cast } from './cast.ts';
import { filled } from './fill.ts';
import type { Inputs } from './inputs.ts';
import { broadcastStrides, forEachPair, setLayout } from './layout.ts';
import { copyElements } from './strided.ts';
import { withTemporaries } from './temporaries.ts';
import { transpose } from './transpose.ts';

type Matrix = TensorInfo;

/** Up to so many rows, packing b takes longer than multiplying: its packed form then stays with it. */
const fewRows = 32;

/** The sizes of a 1x1 convolution over `rows` pixels, as the addon takes them. */
function pointwise(rows: number, inputs: number, outputs: number): Int32Array {
  return Int32Array.of(1, 1, rows, 1, rows, 1, 1, 1, 1, 1, 1, 0, 0, 1, inputs, outputs);
}

/** a [rows, inputs] times b [inputs, outputs] into y. */
function multiply(backend: NativeBackend, a: Matrix, b: Matrix, y: Matrix): void {
  const { addon } = backend;
  const [rows, inputs] = a.shape as [number, number];
  const sizes = pointwise(rows, inputs, b.shape[1]!);
  const run = (packed: Memory): void =>
    addon.convolve(sizes, backend.memoryOf(a), packed, undefined, undefined, backend.memoryOf(y), false);
  if (rows <= fewRows) return run(backend.packedFilter(b, sizes));
  backend.withPackedFilter(backend.memoryOf(b), sizes, run);
}

/** a' b, for a [length, rows] and b [length, outputs]: as the gradient of a 1x1 convolution to its filter. */
function multiplyFirstTransposed(backend: NativeBackend, a: Matrix, b: Matrix, y: Matrix): void {
  const sizes = pointwise(a.shape[0]!, a.shape[1]!, b.shape[1]!);
  backend.addon.convolveFilterGradient(sizes, backend.memoryOf(a), backend.memoryOf(b), backend.memoryOf(y));
}

/** a b', for a [rows, length] and b [outputs, length]: as the gradient of a 1x1 convolution to its input. */
function multiplySecondTransposed(backend: NativeBackend, a: Matrix, b: Matrix, y: Matrix): void {
  const sizes = pointwise(a.shape[0]!, b.shape[0]!, b.shape[1]!);
  backend.addon.convolveInputGradient(sizes, backend.memoryOf(a), backend.memoryOf(b), backend.memoryOf(y));
}

/** y of matrices of floats, none of them empty. */
function product(backend: NativeBackend, a: Matrix, b: Matrix, y: Matrix, attrs: BatchMatMulAttrs): void {
  const { transposeA, transposeB } = attrs;
  if (!transposeA) return (transposeB ? multiplySecondTransposed : multiply)(backend, a, b, y);
  if (!transposeB) return multiplyFirstTransposed(backend, a, b, y);
  const upright = transpose(backend, a, [1, 0]);
  multiplySecondTransposed(backend, upright, b, y);
  backend.disposeData(upright.dataId);
}

/** Matrices of one shape, one behind the other. */
interface Batch {
  readonly tensor: TensorInfo;
  readonly count: number;
  readonly shape: readonly [number, number];
}

function batchOf(tensor: TensorInfo): Batch {
  const shape = tensor.shape.slice(-2) as [number, number];
  return { tensor, count: util.sizeFromShape(tensor.shape.slice(0, -2)), shape };
}

/** The matrix of that index; without a copy where there is but one. */
function matrixOf(backend: NativeBackend, batch: Batch, index: number): Matrix {
  const shape = [...batch.shape];
  if (batch.count === 1) return backend.reshaped(batch.tensor, shape);
  const matrix = backend.output(shape);
  const size = util.sizeFromShape(shape);
  const from = { tensor: batch.tensor, offset: index * size, strides: [1] };
  copyElements(backend, [size], from, { tensor: matrix, strides: [1] });
  return matrix;
}

/** Of floats. */
function multiplyBatches(
  backend: NativeBackend,
  a: TensorInfo,
  b: TensorInfo,
  attrs: BatchMatMulAttrs,
): TensorInfo {
  const { transposeA, transposeB } = attrs;
  const [first, second] = [batchOf(a), batchOf(b)];
  const [rows, length] = transposeA ? first.shape.toReversed() : first.shape;
  const [lengthB, outputs] = transposeB ? second.shape.toReversed() : second.shape;
  util.assert(
    length === lengthB,
    () =>
      `expected matrices that fit together for a and b but received [${a.shape.join(', ')}] and ` +
      `[${b.shape.join(', ')}], with transposeA=${transposeA} and transposeB=${transposeB}`,
  );
  const batches = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batches, rows, outputs];
  if (length === 0) return filled(backend, shape, 0, 'float32');
  const y = backend.output(shape);
  if (util.sizeFromShape(shape) === 0) return y;
  if (second.count === 1 && !transposeA) {
    withTemporaries(backend, (temporary) => {
      const all = temporary(backend.reshaped(a, [first.count * rows, length]));
      product(backend, all, temporary(matrixOf(backend, second, 0)), y, attrs);
    });
    return y;
  }
  const size = rows * outputs;
  const strides = [a, b].map(({ shape: own }) => broadcastStrides(own.slice(0, -2), batches));
  forEachPair(setLayout(batches, strides[0]!, strides[1]!), (ofA, ofB, index) => {
    withTemporaries(backend, (temporary) => {
      const result = temporary(backend.output([rows, outputs]));
      const [matrixA, matrixB] = [matrixOf(backend, first, ofA), matrixOf(backend, second, ofB)];
      product(backend, temporary(matrixA), temporary(matrixB), result, attrs);
      const to = { tensor: y, offset: index * size, strides: [1] };
      copyElements(backend, [size], { tensor: result, strides: [1] }, to);
    });
  });
  return y;
}

/** Integers are multiplied as float32, which has 24 bits of them. */
function matMul(backend: NativeBackend, a: TensorInfo, b: TensorInfo, attrs: BatchMatMulAttrs): TensorInfo {
  if (a.dtype === 'float32' && b.dtype === 'float32') return multiplyBatches(backend, a, b, attrs);
  return withTemporaries(backend, (temporary) => {
    const floats = (x: TensorInfo): TensorInfo => temporary(cast(backend, x, 'float32'));
    return cast(backend, temporary(multiplyBatches(backend, floats(a), floats(b), attrs)), a.dtype);
  });
}

interface FusedInputs extends Inputs<'a' | 'b'> {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

export const matMulKernels: readonly KernelConfig[] = [
  nativeKernel<Inputs<'a' | 'b'>, BatchMatMulAttrs>(BatchMatMul, (backend, { a, b }, attrs) =>
    matMul(backend, a, b, attrs),
  ),
  nativeKernel<FusedInputs, _FusedMatMulAttrs>(_FusedMatMul, (backend, inputs, attrs) =>
    withTemporaries(backend, (temporary) => {
      const { a, b, bias, preluActivationWeights } = inputs;
      const product = temporary(matMul(backend, a, b, attrs));
      const sum = bias ? temporary(binary(Add, backend, product, bias)) : product;
      return activate(backend, sum, attrs, preluActivationWeights);
    }),
  ),
];
