import type { BatchNorm } from './layers/batchNorm.ts';
import type { Convolution } from './layers/convolution.ts';
import type { Module } from './module.ts';

/** What follows a layer in the same breath: the shortcut's addition, then the ReLU. */
export interface Then<T> {
  readonly residual?: T;
  readonly relu?: boolean;
}

export interface PoolWindow {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
  /** Whether a last window that hangs over the edge still counts, as in Caffe; not unless told. */
  readonly ceil?: boolean;
}

/**
 * One way to go through a network. A block says once what it does, in these words; a pass says what
 * that means: on tensors for training, on tensors for inference, or on shapes for a summary.
 * T stands for an image batch [N, H, W, C].
 */
export interface Pass<T> {
  /** The convolution, and the batch norm that belongs to it if there is one. */
  convolution(layer: Convolution, x: T, then?: Then<T>): T;
  batchNorm(layer: BatchNorm, x: T, then?: Then<T>): T;
  add(x: T, y: T, then?: { readonly relu?: boolean }): T;
  /** Along the channels. */
  concat(parts: readonly T[]): T;
  /** Zeros behind the last channel, up to `channels` in all. */
  padChannels(x: T, channels: number): T;
  maxPool(x: T, window: PoolWindow): T;
  /** [N, H, W, C] -> [N, 1, 1, C] */
  globalAveragePool(x: T): T;
  /** Each channel of x times the sigmoid of its gate [N, 1, 1, C]. */
  gate(x: T, gates: T): T;
  /** A part of the network of which nothing but the result is needed later. */
  part(part: Part, x: T): T;
}

/** The stem or a block. */
export interface Part extends Module {
  run<T>(pass: Pass<T>, x: T): T;
}
