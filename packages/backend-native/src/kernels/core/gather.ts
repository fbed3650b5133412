import {
  UnsortedSegmentSum,
  type UnsortedSegmentSumAttrs,
  GatherV2,
  backend_util,
  util,
  type GatherV2Attrs,
  type KernelConfig,
} from '@tensorflow/tfjs-core';
import { NativeError } from '../../errors.ts';
import { nativeKernel } from '../define.ts';
import { filled } from './fill.ts';
import type { Inputs } from './inputs.ts';
import { numericType } from './binary.ts';

export const gatherKernels: readonly KernelConfig[] = [
  /** Rows of x along an axis, by their indices. */
  nativeKernel<Inputs<'x' | 'indices'>, GatherV2Attrs>(GatherV2, (backend, { x, indices }, attrs) => {
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0]!;
    const info = backend_util.segment_util.collectGatherOpShapeInfo(x, indices, axis, attrs.batchDims ?? 0);
    const { batchSize, outerSize, dimSize, sliceSize, outputShape } = info;
    const y = backend.output(outputShape, numericType(x));
    const [from, wanted, into] = [backend.values(x), backend.values(indices), backend.values(y)];
    for (const index of wanted) {
      if (index >= 0 && index < dimSize) continue;
      throw new NativeError(
        'NATIVE_BAD_INPUT',
        `GatherV2: the index value ${index} is not in [0, ${dimSize - 1}]`,
      );
    }
    const perBatch = wanted.length / batchSize;
    let to = 0;
    for (let batch = 0; batch < batchSize; batch++) {
      const own = wanted.subarray(batch * perBatch, (batch + 1) * perBatch);
      for (let outer = 0; outer < outerSize; outer++) {
        const start = (batch * outerSize + outer) * dimSize;
        for (const index of own) {
          const row = (start + index) * sliceSize;
          into.set(from.subarray(row, row + sliceSize), to);
          to += sliceSize;
        }
      }
    }
    return y;
  }),
  /** The sum of the rows of x that have the same id; an id out of range has none. */
  nativeKernel<Inputs<'x' | 'segmentIds'>, UnsortedSegmentSumAttrs>(
    UnsortedSegmentSum,
    (backend, { x, segmentIds }, { numSegments }) => {
      const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
      const y = filled(backend, shape, 0, numericType(x));
      const [from, ids, into] = [backend.values(x), backend.values(segmentIds), backend.values(y)];
      const row = util.sizeFromShape(shape.slice(1));
      for (const [index, id] of ids.entries()) {
        if (id < 0 || id >= numSegments) continue;
        for (let i = 0; i < row; i++) into[id * row + i]! += from[index * row + i]!;
      }
      return y;
    },
  ),
];
