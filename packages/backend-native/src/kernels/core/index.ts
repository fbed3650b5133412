import type { KernelConfig } from '@tensorflow/tfjs-core';
import { argReduceKernels } from './argReduce.ts';
import { batchNormKernels } from './batchNorm.ts';
import { binaryKernels } from './binary.ts';
import { castKernels } from './cast.ts';
import { compareKernels } from './compare.ts';
import { concatKernels } from './concat.ts';
import { conv2dKernels } from './conv2d.ts';
import { cumulativeKernels } from './cumulative.ts';
import { depthwiseKernels } from './depthwise.ts';
import { fillKernels } from './fill.ts';
import { gatherKernels } from './gather.ts';
import { matMulKernels } from './matMul.ts';
import { oneHotKernels } from './oneHot.ts';
import { padKernels } from './pad.ts';
import { poolKernels } from './pool.ts';
import { predicateKernels } from './predicates.ts';
import { rangeKernels } from './range.ts';
import { rareArithmeticKernels } from './rareArithmetic.ts';
import { rareReduceKernels } from './rareReduce.ts';
import { reduceKernels } from './reduce.ts';
import { reshapeKernels } from './reshape.ts';
import { reverseKernels } from './reverse.ts';
import { selectKernels } from './select.ts';
import { sliceKernels } from './slice.ts';
import { softmaxKernels } from './softmax.ts';
import { tileKernels } from './tile.ts';
import { topKKernels } from './topK.ts';
import { transposeKernels } from './transpose.ts';
import { unaryKernels } from './unary.ts';

/** tfjs-core's own kernels, as far as this backend has them. */
export const coreKernels: readonly KernelConfig[] = [
  ...argReduceKernels,
  ...batchNormKernels,
  ...binaryKernels,
  ...castKernels,
  ...compareKernels,
  ...concatKernels,
  ...conv2dKernels,
  ...cumulativeKernels,
  ...depthwiseKernels,
  ...fillKernels,
  ...gatherKernels,
  ...matMulKernels,
  ...oneHotKernels,
  ...padKernels,
  ...poolKernels,
  ...predicateKernels,
  ...rangeKernels,
  ...rareArithmeticKernels,
  ...rareReduceKernels,
  ...reduceKernels,
  ...reshapeKernels,
  ...reverseKernels,
  ...selectKernels,
  ...sliceKernels,
  ...softmaxKernels,
  ...tileKernels,
  ...topKKernels,
  ...transposeKernels,
  ...unaryKernels,
];
