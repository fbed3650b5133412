import { NativeError } from '../../errors.ts';

/** As `maxRank` of the addon. */
const maxRank = 16;

/**
 * How two arrays lie over one shape, for the next call into the addon: the shape, then the strides of the
 * first array and of the second, with room for 16 numbers each. One for all calls, since a small kernel
 * takes less time than making another.
 */
export const sizes = new Int32Array(3 * maxRank);

/**
 * Sets `sizes`, with as few axes as will do: axes of one element are left out, and neighbours that lie in
 * both arrays like one are made one. Strides are in elements.
 *
 * @returns the rank: how many axes are left, at least 1.
 */
export function setLayout(
  shape: readonly number[],
  first: readonly number[],
  second: readonly number[],
): number {
  let rank = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const outer = rank - 1;
    if (
      rank > 0 &&
      sizes[maxRank + outer] === first[axis]! * length &&
      sizes[2 * maxRank + outer] === second[axis]! * length
    ) {
      rank--;
      sizes[rank]! *= length;
    } else {
      if (rank === maxRank) throw new NativeError('NATIVE_UNSUPPORTED', `expected at most ${maxRank} axes`);
      sizes[rank] = length;
    }
    sizes[maxRank + rank] = first[axis]!;
    sizes[2 * maxRank + rank] = second[axis]!;
    rank++;
  }
  if (rank > 0) return rank;
  return setFlatLayout(1, 1, 1);
}

/** The layout of two arrays of one axis. */
export function setFlatLayout(length: number, first: number, second: number): number {
  sizes[0] = length;
  sizes[maxRank] = first;
  sizes[2 * maxRank] = second;
  return 1;
}

/** Calls `visit(first, second, position)` for each element of the layout of `rank` axes, in row-major order. */
export function forEachPair(
  rank: number,
  visit: (first: number, second: number, position: number) => void,
): void {
  const shape = sizes.slice(0, rank);
  const first = sizes.slice(maxRank, maxRank + rank);
  const second = sizes.slice(2 * maxRank, 2 * maxRank + rank);
  const index = new Int32Array(rank);
  const count = shape.reduce((product, length) => product * length, 1);
  for (let position = 0, a = 0, b = 0; position < count; position++) {
    visit(a, b, position);
    for (let axis = rank - 1; axis >= 0; axis--) {
      a += first[axis]!;
      b += second[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      a -= shape[axis]! * first[axis]!;
      b -= shape[axis]! * second[axis]!;
      index[axis] = 0;
    }
  }
}

/** Of a contiguous array. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Of a contiguous array of `shape` that is repeated to fill `over`. */
export function broadcastStrides(shape: readonly number[], over: readonly number[]): number[] {
  const strides = new Array<number>(over.length).fill(0);
  const missing = over.length - shape.length;
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    if (shape[axis] !== 1) strides[missing + axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The layout of arrays of shapes `a` and `b`, of `sizeA` and `sizeB` elements, over `shape`, of `size`. */
export function setBroadcastLayout(
  a: readonly number[],
  sizeA: number,
  b: readonly number[],
  sizeB: number,
  shape: readonly number[],
  size: number,
): number {
  if (sizeA === size && sizeB === size) return setFlatLayout(size, 1, 1);
  if (sizeB === 1 && sizeA === size) return setFlatLayout(size, 1, 0);
  if (sizeA === 1 && sizeB === size) return setFlatLayout(size, 0, 1);
  return setLayout(shape, broadcastStrides(a, shape), broadcastStrides(b, shape));
}
