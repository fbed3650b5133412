import { Module } from '../module.ts';
import type { Pass } from '../pass.ts';
import { Convolution } from './convolution.ts';

/** The channels of the squeezed vector: a share of the block's, to a whole multiple of 8 (as timm). */
export function squeezedChannels(channels: number, reduction: number): number {
  return Math.max(8, Math.floor(channels / reduction / 8 + 0.5) * 8);
}

/** Squeeze and excitation (arXiv 1709.01507): each channel is weighed by what the whole image holds. */
export class SqueezeExcitation extends Module {
  readonly fc1: Convolution;
  readonly fc2: Convolution;

  constructor(channels: number, reduction: number) {
    super();
    const squeezed = squeezedChannels(channels, reduction);
    this.fc1 = new Convolution({ inputs: channels, outputs: squeezed, kernel: 1, bias: true });
    this.fc2 = new Convolution({ inputs: squeezed, outputs: channels, kernel: 1, bias: true });
  }

  get members() {
    return { fc1: this.fc1, fc2: this.fc2 };
  }

  run<T>(pass: Pass<T>, x: T): T {
    const squeezed = pass.convolution(this.fc1, pass.globalAveragePool(x), { relu: true });
    return pass.gate(x, pass.convolution(this.fc2, squeezed));
  }
}
