import { add, concat, mul, relu, reshape, sigmoid, zeros, type Tensor4D } from '@tensorflow/tfjs-core';
import { globalAveragePool, maxPool2d } from '@resnext/ops';
import type { BatchNorm } from '../layers/batchNorm.ts';
import type { Convolution } from '../layers/convolution.ts';
import type { Part, Pass, PoolWindow, Then } from '../pass.ts';
import { poolPadding } from './geometry.ts';

/** What training and inference have in common: everything but batch norm, and what is fused with it. */
export abstract class TensorPass implements Pass<Tensor4D> {
  abstract convolution(layer: Convolution, x: Tensor4D, then?: Then<Tensor4D>): Tensor4D;
  abstract batchNorm(layer: BatchNorm, x: Tensor4D, then?: Then<Tensor4D>): Tensor4D;

  add(x: Tensor4D, y: Tensor4D, then: { readonly relu?: boolean } = {}): Tensor4D {
    const sum = add<Tensor4D>(x, y);
    return then.relu ? relu(sum) : sum;
  }

  concat(parts: readonly Tensor4D[]): Tensor4D {
    return concat([...parts], 3);
  }

  padChannels(x: Tensor4D, channels: number): Tensor4D {
    const [batch, height, width, own] = x.shape;
    return own === channels ? x : concat([x, zeros([batch, height, width, channels - own])], 3);
  }

  maxPool(x: Tensor4D, window: PoolWindow): Tensor4D {
    const [, height, width] = x.shape;
    const padding = [poolPadding(window, height), poolPadding(window, width)] as const;
    return maxPool2d(x, { size: window.size, stride: window.stride, padding });
  }

  globalAveragePool(x: Tensor4D): Tensor4D {
    const pooled = globalAveragePool(x);
    return reshape(pooled, [pooled.shape[0], 1, 1, pooled.shape[1]]);
  }

  gate(x: Tensor4D, gates: Tensor4D): Tensor4D {
    return mul(x, sigmoid(gates));
  }

  part(part: Part, x: Tensor4D): Tensor4D {
    return part.run(this, x);
  }
}
