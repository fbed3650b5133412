import { util, type TensorInfo } from '@tensorflow/tfjs-core';

/** The lines of elements along one axis: where each starts, and how far apart its elements are. */
export interface Lines {
  readonly length: number;
  readonly stride: number;
  /** In the order of the other axes. */
  readonly starts: Iterable<number>;
}

/** @param axis of at least -rank and less than rank. */
export function linesAlong(x: TensorInfo, axis: number): Lines {
  const at = util.parseAxisParam(axis, x.shape)[0]!;
  const length = x.shape[at]!;
  const stride = util.sizeFromShape(x.shape.slice(at + 1));
  const outer = util.sizeFromShape(x.shape.slice(0, at));
  return { length, stride, starts: starts(outer, length, stride) };
}

function* starts(outer: number, length: number, stride: number): Generator<number> {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < stride; i++) yield o * length * stride + i;
  }
}
