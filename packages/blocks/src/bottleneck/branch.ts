import { BatchNorm } from '../layers/batchNorm.ts';
import { Convolution, type ConvolutionOptions } from '../layers/convolution.ts';
import { Module } from '../module.ts';
import type { Pass, Then } from '../pass.ts';

/**
 * How the paths of a bottleneck are laid out (arXiv 1611.05431, figure 3). `C` (grouped convolution),
 * `B` (early concatenation) and `A` (aggregated transformations) compute the same function; `resnet`
 * is the one path of arXiv 1512.03385.
 */
export type Form = 'A' | 'B' | 'C' | 'resnet';

export interface BranchOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Channels of a path: the paper's D. */
  readonly pathWidth: number;
  /** Paths: the paper's C. */
  readonly cardinality: number;
  readonly stride: number;
  readonly dilation: number;
  /** Whether batch norms follow the convolutions: not in a folded network. */
  readonly norm: boolean;
  /** Whether a batch norm follows the last convolution too: not in a pre-activation block. */
  readonly lastNorm: boolean;
  /** The number in the first batch norm's name: 2 in a pre-activation block, whose `bn1` comes first. */
  readonly firstNorm: 1 | 2;
}

/** The residual function of a bottleneck: 1x1, 3x3 and 1x1 convolutions with what is between them. */
export abstract class Branch extends Module {
  /** The batch norm after which nothing but the shortcut's addition comes; none in a pre-activation block. */
  abstract readonly lastNorm: BatchNorm | undefined;

  abstract run<T>(pass: Pass<T>, x: T, then?: Then<T>): T;
}

/** What follows a convolution of a branch: a batch norm, or in a folded network a bias in its place. */
export function follow({ norm }: BranchOptions, channels: number): Pick<ConvolutionOptions, 'norm' | 'bias'> {
  return norm ? { norm: new BatchNorm(channels) } : { bias: true };
}

/**
 * The 3x3 convolution of one path, or of `groups` of them. The stride is here and not on the first 1x1,
 * which would throw away three pixels of four unseen.
 */
export function transform(options: BranchOptions, width: number, groups = 1): Convolution {
  const { stride, dilation } = options;
  return new Convolution({
    inputs: width,
    outputs: width,
    kernel: 3,
    stride,
    padding: dilation,
    dilation,
    groups,
    ...follow(options, width),
  });
}
