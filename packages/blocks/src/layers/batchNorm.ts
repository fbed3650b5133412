import { ones, zeros } from '../initialisers.ts';
import { Counter, Module } from '../module.ts';
import { Parameter } from '../parameter.ts';

/** Torch's defaults, which every published ResNeXt was trained with. */
export const EPSILON = 1e-5;
export const MOMENTUM = 0.1;

/** Batch normalisation over batch, height and width (arXiv 1502.03167). */
export class BatchNorm extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly runningMean: Parameter;
  readonly runningVariance: Parameter;
  readonly batches = new Counter();

  constructor(readonly channels: number) {
    super();
    const shape = [channels];
    this.weight = new Parameter({ kind: 'vector', shape, initialiser: ones });
    this.bias = new Parameter({ kind: 'vector', shape, initialiser: zeros });
    this.runningMean = new Parameter({ kind: 'vector', shape, initialiser: zeros, trainable: false });
    this.runningVariance = new Parameter({ kind: 'vector', shape, initialiser: ones, trainable: false });
  }

  /** Whether it no longer learns: then it normalises by its running statistics, also in training. */
  get frozen(): boolean {
    return !this.weight.trainable && !this.bias.trainable;
  }

  get members() {
    return {
      weight: this.weight,
      bias: this.bias,
      running_mean: this.runningMean,
      running_var: this.runningVariance,
      num_batches_tracked: this.batches,
    };
  }
}
