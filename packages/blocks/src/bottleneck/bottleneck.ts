import { BlocksError } from '../errors.ts';
import { BatchNorm } from '../layers/batchNorm.ts';
import { SqueezeExcitation } from '../layers/squeezeExcitation.ts';
import { Module } from '../module.ts';
import type { Pass } from '../pass.ts';
import { createShortcut, type Shortcut, type ShortcutType } from '../shortcut.ts';
import type { Branch, BranchOptions, Form } from './branch.ts';
import { GroupedBranch } from './groupedBranch.ts';
import { ConcatenatedBranch, SummedBranch } from './pathBranches.ts';

/** A bottleneck's output has this many times its stage's features. */
export const EXPANSION = 4;

export interface BottleneckOptions {
  readonly form: Form;
  readonly shortcut: ShortcutType;
  readonly inputs: number;
  /** The stage's n (64, 128, 256, 512 in the paper); the block's output has 4n channels. */
  readonly features: number;
  readonly cardinality: number;
  /** The paper's d: channels of a path where n = 64. */
  readonly baseWidth: number;
  readonly stride: number;
  readonly dilation: number;
  /** Whether the block changes the image's size or channels, which its shortcut then must too. */
  readonly reshapes: boolean;
  /** Batch norm and ReLU before each convolution and the sum left bare (arXiv 1603.05027). */
  readonly preActivation: boolean;
  /** Squeeze and excitation before the sum, by which factor it reduces; none unless told. */
  readonly reduction?: number;
  /** Biases in place of the batch norms that follow a convolution. */
  readonly folded: boolean;
}

/** The paper's D: channels of one path in a stage of n = `features`. */
export function pathWidth(features: number, baseWidth: number): number {
  return Math.floor((features * baseWidth) / 64);
}

/**
 * A ResNeXt bottleneck: `relu(branch(x) + shortcut(x))`, or with pre-activation
 * `branch(relu(bn(x))) + shortcut(x)` (arXiv 1611.05431, figure 3; facebookresearch/ResNeXt,
 * models/resnext.lua).
 *
 * @throws BlocksError when a path would have no channel.
 */
export class Bottleneck extends Module {
  readonly branch: Branch;
  readonly shortcut: Shortcut;
  readonly squeezeExcitation: SqueezeExcitation | undefined;
  /** The batch norm and ReLU on entry of a pre-activation block. */
  readonly entry: BatchNorm | undefined;

  constructor(options: BottleneckOptions) {
    super();
    const { inputs, features, cardinality, preActivation, folded, reduction } = options;
    const outputs = features * EXPANSION;
    const width = pathWidth(features, options.baseWidth);
    if (width < 1) {
      throw new BlocksError(
        'BLOCKS_BAD_OPTION',
        `expected a base width of at least ${Math.ceil(64 / features)} for a stage of ${features} features ` +
          `(a path has floor(features * baseWidth / 64) channels) but received ${options.baseWidth}`,
      );
    }
    this.branch = createBranch(options.form, {
      inputs,
      outputs,
      pathWidth: width,
      cardinality,
      stride: options.stride,
      dilation: options.dilation,
      norm: !folded,
      lastNorm: !preActivation,
      firstNorm: preActivation ? 2 : 1,
    });
    this.shortcut = createShortcut({
      type: options.shortcut,
      inputs,
      outputs,
      stride: options.stride,
      reshapes: options.reshapes,
      norm: !preActivation && !folded,
      bias: !preActivation && folded,
    });
    if (reduction !== undefined) this.squeezeExcitation = new SqueezeExcitation(outputs, reduction);
    if (preActivation) this.entry = new BatchNorm(inputs);
  }

  get members() {
    return {
      ...(this.entry && { bn1: this.entry }),
      ...this.branch.members,
      ...(this.squeezeExcitation && { se: this.squeezeExcitation }),
      ...this.shortcut.members,
    };
  }

  run<T>(pass: Pass<T>, x: T): T {
    const entry = this.entry ? pass.batchNorm(this.entry, x, { relu: true }) : x;
    const residual = this.shortcut.run(pass, x, entry);
    const relu = !this.entry;
    if (!this.squeezeExcitation) return this.branch.run(pass, entry, { residual, relu });
    return pass.add(this.squeezeExcitation.run(pass, this.branch.run(pass, entry)), residual, { relu });
  }
}

function createBranch(form: Form, options: BranchOptions): Branch {
  if (form === 'A') return new SummedBranch(options);
  return form === 'B' ? new ConcatenatedBranch(options) : new GroupedBranch(options);
}
