import {
  Abs,
  Acos,
  Acosh,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Ceil,
  ClipByValue,
  Cos,
  Cosh,
  Elu,
  Erf,
  Exp,
  Expm1,
  Floor,
  LeakyRelu,
  Log,
  Log1p,
  Neg,
  Reciprocal,
  Relu,
  Relu6,
  Round,
  Rsqrt,
  Selu,
  Sigmoid,
  Sign,
  Sin,
  Sinh,
  Softplus,
  Sqrt,
  Square,
  Step,
  Tan,
  Tanh,
  util,
  type ClipByValueAttrs,
  type KernelConfig,
  type LeakyReluAttrs,
  type StepAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';
import { cast } from './cast.ts';

/** In the order of `UnaryOperation` of the addon. */
const operations: readonly string[] = [
  Abs,
  Acos,
  Acosh,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Ceil,
  ClipByValue,
  Cos,
  Cosh,
  Elu,
  Erf,
  Exp,
  Expm1,
  Floor,
  LeakyRelu,
  Log,
  Log1p,
  Neg,
  Reciprocal,
  Relu,
  Relu6,
  Round,
  Rsqrt,
  Selu,
  Sigmoid,
  Sign,
  Sin,
  Sinh,
  Softplus,
  Sqrt,
  Square,
  Step,
  Tan,
  Tanh,
];

interface Parameters {
  readonly low: number;
  readonly high: number;
}

const none: Parameters = { low: 0, high: 0 };

/** The attributes that some have, as the addon takes them. */
const parametersOf: Readonly<Record<string, (attrs: never) => Parameters>> = {
  [ClipByValue]: ({ clipValueMin, clipValueMax }: ClipByValueAttrs) => ({
    low: clipValueMin,
    high: clipValueMax,
  }),
  [LeakyRelu]: ({ alpha }: LeakyReluAttrs) => ({ low: alpha, high: 0 }),
  [Step]: ({ alpha }: StepAttrs) => ({ low: alpha, high: 0 }),
};

/** What integers and booleans stay in their own type for: float32 has not all of their digits. */
const ofIntegers: Readonly<Record<string, (x: number, parameters: Parameters) => number>> = {
  [Abs]: Math.abs,
  [Ceil]: (x) => x,
  [ClipByValue]: (x, { low, high }) => (x > high ? high : x < low ? low : x),
  [Floor]: (x) => x,
  [Neg]: (x) => -x,
  [Relu]: (x) => Math.max(0, x),
  [Relu6]: (x) => Math.min(Math.max(0, x), 6),
  [Round]: (x) => x,
  [Sign]: Math.sign,
  [Square]: (x) => x * x,
  [Step]: (x, { low }) => (x > 0 ? 1 : low),
};

/** The kernel of that name, for kernels made of others. */
export function unary(
  name: string,
  backend: NativeBackend,
  x: TensorInfo,
  parameters: Parameters = none,
): TensorInfo {
  return apply(operations.indexOf(name), backend, x, parameters);
}

/** y of each element of x; of x's type, or float32 where the operation knows no other. */
function apply(operation: number, backend: NativeBackend, x: TensorInfo, parameters: Parameters): TensorInfo {
  if (x.dtype !== 'float32') {
    const name = operations[operation]!;
    const ofInteger = ofIntegers[name];
    if (ofInteger) return map(backend, x, (value) => ofInteger(value, parameters));
    const floats = cast(backend, x, 'float32');
    const y = apply(operation, backend, floats, parameters);
    backend.disposeData(floats.dataId);
    return y;
  }
  const y = backend.output(x.shape);
  const size = util.sizeFromShape(x.shape);
  const { low, high } = parameters;
  const { addon } = backend;
  if (size > 0) addon.unary(operation, size, backend.memoryOf(x), backend.memoryOf(y), low, high);
  return y;
}

function map(backend: NativeBackend, x: TensorInfo, of: (value: number) => number): TensorInfo {
  const y = backend.output(x.shape, numericType(x));
  const [from, into] = [backend.values(x), backend.values(y)];
  for (let i = 0; i < from.length; i++) into[i] = of(from[i]!);
  return y;
}

export const unaryKernels: readonly KernelConfig[] = operations.map((name, operation) => {
  const parameters = parametersOf[name];
  return nativeKernel<Inputs<'x'>>(name, (backend, { x }, attrs) =>
    apply(operation, backend, x, parameters ? parameters(attrs as never) : none),
  );
});
