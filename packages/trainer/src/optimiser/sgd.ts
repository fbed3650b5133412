import { variable, zerosLike, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { sgdUpdate } from '@resnext/ops';
import { settingsOf, type DecayOptions, type ParameterSettings } from './groups.ts';

export interface SgdOptions extends DecayOptions {
  /** 0.9 unless told. */
  readonly momentum?: number;
  /** True unless told. */
  readonly nesterov?: boolean;
}

/** Stochastic gradient descent with the authors' settings, and the velocities it remembers. */
export class Sgd {
  readonly #parameters: ReadonlyMap<string, Variable>;
  readonly #settings: ReadonlyMap<string, ParameterSettings>;
  readonly #momentum: number;
  readonly #nesterov: boolean;
  /** By the names of the parameters. */
  readonly velocities: ReadonlyMap<string, Variable>;

  /** @throws TrainerError when a group matches no parameter. */
  constructor(parameters: ReadonlyMap<string, Variable>, options: SgdOptions = {}) {
    const { momentum = 0.9, nesterov = true } = options;
    this.#parameters = parameters;
    this.#settings = settingsOf(parameters, options);
    this.#momentum = momentum;
    this.#nesterov = nesterov && momentum > 0;
    this.velocities = new Map(
      [...parameters].map(([name, parameter]) => {
        const start = zerosLike<Tensor>(parameter);
        const velocity = variable(start, false);
        start.dispose();
        return [name, velocity];
      }),
    );
  }

  /** @param gradients in the order of the parameters; they stay the caller's */
  update(gradients: readonly Tensor[], learningRate: number): void {
    [...this.#parameters].forEach(([name, parameter], index) => {
      const { rateFactor, weightDecay } = this.#settings.get(name)!;
      sgdUpdate(parameter, gradients[index]!, this.velocities.get(name)!, {
        learningRate: learningRate * rateFactor,
        momentum: this.#momentum,
        nesterov: this.#nesterov,
        weightDecay,
      });
    });
  }

  dispose(): void {
    for (const velocity of this.velocities.values()) velocity.dispose();
  }
}
