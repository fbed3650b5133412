import { variable, zerosLike, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { sgdUpdate } from '@resnext/ops';

export interface SgdOptions {
  /** 0.9 unless told. */
  readonly momentum?: number;
  /** On all parameters, batch norms and biases included, as the authors do; 1e-4 unless told. */
  readonly weightDecay?: number;
  /** True unless told. */
  readonly nesterov?: boolean;
}

/** Stochastic gradient descent with the authors' settings, and the velocities it remembers. */
export class Sgd {
  readonly #parameters: ReadonlyMap<string, Variable>;
  readonly #settings: Required<SgdOptions>;
  /** By the names of the parameters. */
  readonly velocities: ReadonlyMap<string, Variable>;

  constructor(
    parameters: ReadonlyMap<string, Variable>,
    { momentum = 0.9, weightDecay = 1e-4, nesterov = true }: SgdOptions = {},
  ) {
    this.#parameters = parameters;
    this.#settings = { momentum, weightDecay, nesterov: nesterov && momentum > 0 };
    this.velocities = new Map(
      [...parameters].map(([name, parameter]) => {
        const start = zerosLike<Tensor>(parameter);
        const velocity = variable(start, false);
        start.dispose();
        return [name, velocity];
      }),
    );
  }

  /** @param gradients by the names of the parameters; they stay the caller's */
  update(gradients: ReadonlyMap<string, Tensor>, learningRate: number): void {
    for (const [name, parameter] of this.#parameters) {
      sgdUpdate(parameter, gradients.get(name)!, this.velocities.get(name) as Variable, {
        learningRate,
        ...this.#settings,
      });
    }
  }

  dispose(): void {
    for (const velocity of this.velocities.values()) velocity.dispose();
  }
}
