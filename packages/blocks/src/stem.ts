import { BatchNorm } from './layers/batchNorm.ts';
import { Convolution } from './layers/convolution.ts';
import { Module } from './module.ts';
import type { Pass, PoolWindow } from './pass.ts';

export type StemKind = 'imagenet' | 'cifar';

/** How the first pool lies on the image: Torch pads by one pixel, Caffe by none and rounds up. */
export type StemPool = 'torch' | 'caffe';

const pools: Record<StemPool, PoolWindow> = {
  torch: { size: 3, stride: 2, padding: 1 },
  caffe: { size: 3, stride: 2, padding: 0, ceil: true },
};

/** 7x7/2 and a 3x3/2 max-pool for photographs; 3x3/1 for images of 32 pixels and less. */
const stems: Record<StemKind, { kernel: number; stride: number; pools: boolean }> = {
  imagenet: { kernel: 7, stride: 2, pools: true },
  cifar: { kernel: 3, stride: 1, pools: false },
};

export interface StemOptions {
  readonly kind: StemKind;
  readonly inputs: number;
  readonly outputs: number;
  /** Torch's unless told; a stem for small images has no pool. */
  readonly pool?: StemPool;
  /** Without it the convolution is bare: before pre-activation blocks, or folded. */
  readonly norm: boolean;
  /** Whether a ReLU follows, which pre-activation blocks bring themselves. */
  readonly relu: boolean;
  /** For a folded network. */
  readonly bias?: boolean;
}

/** What comes before the stages. */
export class Stem extends Module {
  readonly conv1: Convolution;
  readonly #relu: boolean;
  readonly #pool: PoolWindow | undefined;

  constructor({ kind, inputs, outputs, pool = 'torch', norm, relu, bias }: StemOptions) {
    super();
    const { kernel, stride, pools: hasPool } = stems[kind];
    this.conv1 = new Convolution({
      inputs,
      outputs,
      kernel,
      stride,
      padding: (kernel - 1) / 2,
      bias,
      norm: norm ? new BatchNorm(outputs) : undefined,
    });
    this.#relu = relu;
    this.#pool = hasPool ? pools[pool] : undefined;
  }

  get members() {
    return { conv1: this.conv1, bn1: this.conv1.norm };
  }

  run<T>(pass: Pass<T>, x: T): T {
    const y = pass.convolution(this.conv1, x, { relu: this.#relu });
    return this.#pool ? pass.maxPool(y, this.#pool) : y;
  }
}
