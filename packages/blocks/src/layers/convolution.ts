import { convolutionNormal, uniform, zeros, type Initialiser } from '../initialisers.ts';
import { Module } from '../module.ts';
import { Parameter } from '../parameter.ts';
import type { BatchNorm } from './batchNorm.ts';

export interface ConvolutionOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** The square window's side in pixels. */
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly bias?: boolean;
  /** The batch norm that follows, which folding merges into this convolution. */
  readonly norm?: BatchNorm;
}

/**
 * A convolution and the batch norm that follows it. The norm is not its member: state dicts list it
 * beside the convolution, under a name that the block gives.
 */
export class Convolution extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly norm: BatchNorm | undefined;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;

  constructor(options: ConvolutionOptions, weight?: Parameter) {
    super();
    const { inputs, outputs, kernel, stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
    this.inputs = inputs;
    this.outputs = outputs;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    this.groups = groups;
    this.norm = options.norm;
    this.weight =
      weight ??
      new Parameter({
        kind: 'filter',
        shape: [kernel, kernel, inputs / groups, outputs],
        initialiser: convolutionNormal([kernel, kernel], outputs),
      });
    if (options.bias) this.bias = new Parameter({ kind: 'vector', shape: [outputs], initialiser: zeros });
  }

  get members() {
    return { weight: this.weight, bias: this.bias };
  }
}

/** A linear layer is a convolution of one pixel; only files write its weight as a matrix. */
export function linear(inputs: number, outputs: number): Convolution {
  const initialiser: Initialiser = uniform(1 / Math.sqrt(inputs));
  const weight = new Parameter({ kind: 'linear', shape: [1, 1, inputs, outputs], initialiser });
  return new Convolution({ inputs, outputs, kernel: 1, bias: true }, weight);
}
