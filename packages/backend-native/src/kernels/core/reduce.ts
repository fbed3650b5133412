import {
  Max,
  Mean,
  Min,
  Sum,
  backend_util,
  util,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { cast } from './cast.ts';

/** In the order of `ReductionOperation` of the addon. */
const operations: readonly string[] = [Sum, Mean, Max, Min];

export interface ReductionAttrs {
  readonly axis?: number | number[];
  /** The attribute of tfjs's older kernels, which some callers still use. */
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

/** The shape of a reduction over `axes`, with and without the axes of size 1 that it leaves. */
export function reducedShape(shape: readonly number[], axes: readonly number[], keepDims = false): number[] {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis));
}

/** Neighbouring axes that are all reduced, or all kept. */
interface Run {
  size: number;
  readonly reduced: boolean;
}

function runsOf(shape: readonly number[], axes: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const reduced = axes.includes(axis);
    const last = runs.at(-1);
    if (last?.reduced === reduced) last.size *= size;
    else runs.push({ size, reduced });
  }
  return runs;
}

/** One run of axes after the other, the last first: x is read once, in its order. */
function reduce(operation: number, backend: NativeBackend, x: TensorInfo, attrs: ReductionAttrs): TensorInfo {
  const axes = util.parseAxisParam(attrs.axis ?? attrs.reductionIndices ?? null!, x.shape);
  const shape = reducedShape(x.shape, axes, attrs.keepDims);
  const runs = runsOf(x.shape, axes);
  const { addon } = backend;
  let inner = 1;
  let current = backend.reshaped(x, x.shape);
  while (runs.length > 0) {
    const { size, reduced } = runs.pop()!;
    if (!reduced) {
      inner *= size;
      continue;
    }
    const outer = runs.reduce((product, run) => product * run.size, 1);
    const next = backend.output([outer * inner], x.dtype as 'float32' | 'int32');
    if (outer * inner > 0) {
      addon.reduce(
        operation,
        x.dtype === 'int32',
        outer,
        size,
        inner,
        backend.memoryOf(current),
        backend.memoryOf(next),
      );
    }
    backend.disposeData(current.dataId);
    current = next;
  }
  return { ...current, shape };
}

const mean = operations.indexOf(Mean);

export const reduceKernels: readonly KernelConfig[] = operations.map((name, operation) =>
  nativeKernel<Inputs<'x'>, ReductionAttrs>(name, (backend, { x }, attrs) => {
    const type = operation === mean ? 'float32' : backend_util.upcastType(x.dtype, 'int32');
    const numbers = cast(backend, x, type);
    const y = reduce(operation, backend, numbers, attrs);
    backend.disposeData(numbers.dataId);
    return y;
  }),
);
