import { updateAverage } from '@resnext/ops';
import type { Model } from '@resnext/zoo';
import type { Variable } from '@tensorflow/tfjs-core';

/** The model that is judged and saved: the one in training, or a running average of its weights. */
export interface Average {
  readonly model: Model;
  /** By their names; none where nothing is averaged. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** @param steps that have been taken, this one included */
  update(steps: number): void;
  dispose(): void;
}

/**
 * An exponential moving average of weights and running statistics.
 *
 * @param decay the share of the average that each step keeps, once there were enough steps: before, (1 + n) / (10 + n)
 *   after n of them, so that the first weights are soon forgotten. Without it, the average is the model itself.
 */
export function averageOf(model: Model, decay: number | undefined): Average {
  if (decay === undefined) return { model, variables: new Map(), update() {}, dispose() {} };
  const averaged = model.copy();
  const variables = averaged.variables();
  const current = model.variables();
  return {
    model: averaged,
    variables,
    update(steps) {
      const kept = Math.min(decay, (1 + steps) / (10 + steps));
      for (const [name, average] of variables) {
        updateAverage(average, current.get(name)!, { rate: 1 - kept });
      }
    },
    dispose: () => averaged.dispose(),
  };
}
