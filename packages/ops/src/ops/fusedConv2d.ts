import type { Tensor4D } from '@tensorflow/tfjs-core';
import { checkShape } from '../check.ts';
import { outputSize } from '../geometry.ts';
import { FusedConv2D } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';
import { convGeometry, type Conv2DOptions } from './conv2d.ts';

export interface FusedConv2DOptions extends Conv2DOptions {
  /** [N, oH, oW, O], added before the activation: a block's shortcut. */
  readonly residual?: Tensor4D;
  /** What is applied last; nothing unless told. */
  readonly activation?: 'relu';
}

/**
 * For inference: `relu(conv2d(x, filter) + bias + residual)` in one pass. It has no gradient; training
 * uses {@link conv2d} and `batchNormTraining`.
 *
 * @param x [N, H, W, C]
 * @param filter [kH, kW, C / groups, O]
 * @returns [N, oH, oW, O]
 * @throws OpsError when shapes or options do not fit together.
 */
export function fusedConv2d(x: Tensor4D, filter: Tensor4D, options: FusedConv2DOptions = {}): Tensor4D {
  const { bias, residual, activation } = options;
  const geometry = convGeometry(x, filter, options);
  const [batch, height, width] = x.shape;
  const [filterHeight, filterWidth, , outputs] = filter.shape;
  if (residual) {
    const size = outputSize([height, width], [filterHeight, filterWidth], geometry);
    checkShape('residual', residual, [batch, ...size, outputs], 'batch, height, width, outputs');
  }
  return runKernel<Tensor4D>(
    FusedConv2D,
    { x, filter, bias, residual },
    { ...geometry, relu: activation === 'relu' },
  );
}
