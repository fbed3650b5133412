import { tensor, tidy, variable, type Rank, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { BlocksError } from './errors.ts';
import type { Initialiser } from './initialisers.ts';

/**
 * What a parameter is, which says how files lay it out:
 * a convolution's `filter` is [kH, kW, in / groups, out] here and [out, in / groups, kH, kW] in files,
 * a `linear` layer's is [1, 1, in, out] here and [out, in] in files, a `vector` is the same in both.
 */
export type ParameterKind = 'filter' | 'linear' | 'vector';

export interface ParameterOptions {
  readonly kind: ParameterKind;
  readonly shape: readonly number[];
  readonly initialiser: Initialiser;
  /** False for running statistics; true unless told. */
  readonly trainable?: boolean;
}

/** A named tensor of a module. It takes memory once it has values: a network can be described without. */
export class Parameter {
  readonly kind: ParameterKind;
  readonly shape: readonly number[];
  readonly #initialiser: Initialiser;
  #trainable: boolean;
  #variable: Variable | undefined;

  constructor({ kind, shape, initialiser, trainable = true }: ParameterOptions) {
    this.kind = kind;
    this.shape = shape;
    this.#trainable = trainable;
    this.#initialiser = initialiser;
  }

  /** Whether training moves it. */
  get trainable(): boolean {
    return this.#trainable;
  }

  /** From now on training leaves it as it is. */
  freeze(): void {
    this.#trainable = false;
  }

  get size(): number {
    return this.shape.reduce((product, extent) => product * extent, 1);
  }

  /** @throws BlocksError before the parameter has values. */
  get variable(): Variable {
    if (!this.#variable) {
      throw new BlocksError(
        'BLOCKS_NOT_INITIALISED',
        `expected a parameter [${this.shape.join(', ')}] with values but it has none (yet, or any more); initialise it or load weights first`,
      );
    }
    return this.#variable;
  }

  /** The variable of a convolution or linear layer: [kH, kW, in / groups, out]. */
  get filter(): Variable<Rank.R4> {
    return this.variable as Variable<Rank.R4>;
  }

  /** The variable of a bias or of a batch norm: [channels]. */
  get vector(): Variable<Rank.R1> {
    return this.variable as Variable<Rank.R1>;
  }

  initialise(random: RandomGenerator): void {
    this.set(this.#initialiser(this.size, random));
  }

  /** Takes over the values; a tensor stays the caller's. */
  set(values: Float32Array | Tensor): void {
    tidy(() => {
      const value = values instanceof Float32Array ? tensor(values, [...this.shape]) : values;
      if (this.#variable) this.#variable.assign(value);
      else this.#variable = variable(value, this.#trainable);
    });
  }

  dispose(): void {
    this.#variable?.dispose();
    this.#variable = undefined;
  }
}
