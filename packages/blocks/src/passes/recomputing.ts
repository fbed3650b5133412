import type { Tensor4D } from '@tensorflow/tfjs-core';
import { recompute } from '@resnext/ops';
import type { Part } from '../pass.ts';
import { TrainingPass } from './training.ts';

/**
 * Training that remembers what goes into each part of the network and nothing of what happens inside: the gradients
 * compute that again. Less memory for a third more time; the gradients are the same bits (the authors'
 * `shareGradInput`).
 */
export class RecomputingPass extends TrainingPass {
  // One batch moves the running statistics once.
  readonly #again = new TrainingPass({ movesStatistics: false });

  override part(part: Part, x: Tensor4D): Tensor4D {
    const variables = [...part.parameters()]
      .filter(([, { trainable }]) => trainable)
      .map(([, { variable }]) => variable);
    return recompute(x, variables, (input, again) => part.run(again ? this.#again : this, input));
  }
}
