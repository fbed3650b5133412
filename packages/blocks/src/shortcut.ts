import { BatchNorm } from './layers/batchNorm.ts';
import { Convolution } from './layers/convolution.ts';
import { Module, ModuleList } from './module.ts';
import type { Pass } from './pass.ts';

/**
 * The paper's types: `A` strided identity with zeros for the channels it lacks, `B` a projection where
 * the shape changes, `C` a projection always.
 */
export type ShortcutType = 'A' | 'B' | 'C';

export interface ShortcutOptions {
  readonly type: ShortcutType;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
  /** Whether the block changes the image's size or channels. */
  readonly reshapes: boolean;
  /** Whether a batch norm follows a projection. */
  readonly norm: boolean;
  /** For a folded network. */
  readonly bias?: boolean;
}

/** How a block's input reaches its sum. Pre-activation blocks project the activated input, `entry`. */
export abstract class Shortcut extends Module {
  abstract run<T>(pass: Pass<T>, x: T, entry: T): T;
}

export function createShortcut(options: ShortcutOptions): Shortcut {
  const { type, reshapes, stride, outputs } = options;
  if (type === 'C' || (type === 'B' && reshapes)) return new Projection(options);
  return reshapes ? new PaddedIdentity(stride, outputs) : new Identity();
}

class Identity extends Shortcut {
  readonly members = {};

  run<T>(_pass: Pass<T>, x: T): T {
    return x;
  }
}

class PaddedIdentity extends Shortcut {
  readonly members = {};

  constructor(
    readonly stride: number,
    readonly outputs: number,
  ) {
    super();
  }

  run<T>(pass: Pass<T>, x: T): T {
    // A pool of one pixel takes every stride-th one, as the authors' SpatialAveragePooling(1, 1) does.
    const { stride } = this;
    return pass.padChannels(stride > 1 ? pass.maxPool(x, { size: 1, stride, padding: 0 }) : x, this.outputs);
  }
}

class Projection extends Shortcut {
  readonly convolution: Convolution;

  constructor({ inputs, outputs, stride, norm, bias }: ShortcutOptions) {
    super();
    this.convolution = new Convolution({
      inputs,
      outputs,
      kernel: 1,
      stride,
      bias,
      norm: norm ? new BatchNorm(outputs) : undefined,
    });
  }

  get members() {
    const { norm } = this.convolution;
    return { downsample: new ModuleList<Module>(norm ? [this.convolution, norm] : [this.convolution]) };
  }

  run<T>(pass: Pass<T>, _x: T, entry: T): T {
    return pass.convolution(this.convolution, entry);
  }
}
