import {
  dispose,
  keep,
  tensor1d,
  tidy,
  variableGrads,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy } from '@resnext/ops';
import { prepareBatch, type Model } from '@resnext/zoo';
import type { Batch } from './batch.ts';
import { Sgd, type SgdOptions } from './sgd.ts';

export interface StepOptions extends SgdOptions {
  /** 0 unless told. */
  readonly labelSmoothing?: number;
}

/** What a step found before it moved the weights. */
export interface StepResult {
  /** Mean over the batch, in nats. */
  readonly loss: number;
  /** [N * classes] */
  readonly logits: Float32Array;
}

/** One training step at a time: forward, backward, update. */
export interface Stepper {
  readonly optimiser: Sgd;
  step(batch: Batch, learningRate: number): Promise<StepResult>;
  dispose(): void;
}

export function createStepper(model: Model, { labelSmoothing = 0, ...settings }: StepOptions = {}): Stepper {
  const parameters = model.parameters();
  const variables = [...parameters.values()];
  const optimiser = new Sgd(parameters, settings);

  return {
    optimiser,
    async step(batch, learningRate) {
      const { loss, logits } = tidy(() => {
        const images = prepareBatch(batch, model.row.preprocessing);
        const labels = tensor1d(batch.labels, 'int32');
        let outputs: Tensor2D | undefined;
        const { value, grads } = variableGrads(() => {
          outputs = keep(model.forward(images, { training: true }));
          return softmaxCrossEntropy(outputs, labels, { labelSmoothing });
        }, variables);
        const gradients = [...parameters].map(
          ([name, variable]) => [name, grads[variable.name] as Tensor] as const,
        );
        optimiser.update(new Map(gradients), learningRate);
        return { loss: keep(value), logits: outputs! };
      });
      const result = {
        loss: ((await loss.data()) as Float32Array)[0]!,
        logits: (await logits.data()) as Float32Array,
      };
      dispose([loss, logits]);
      return result;
    },
    dispose: () => optimiser.dispose(),
  };
}
