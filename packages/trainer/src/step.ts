import {
  add,
  dispose,
  keep,
  mul,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { variableGradients } from '@resnext/ops';
import type { Model } from '@resnext/zoo';
import type { Batch } from './batch.ts';
import { TrainerError } from './errors.ts';
import { openFeed, release, type Feed, type UploadedBatch } from './feed.ts';
import { crossEntropy, type Loss } from './losses.ts';
import { averageOf, type Average } from './optimiser/average.ts';
import { clipTo } from './optimiser/clip.ts';
import { Sgd, type SgdOptions } from './optimiser/sgd.ts';

export interface StepOptions extends SgdOptions {
  /** The cross entropy unless told. */
  readonly loss?: Loss;
  /** Batches whose gradients make one step together; batch norms see each for itself. 1 unless told. */
  readonly accumulate?: number;
  /** What the norm of all gradients together is shortened to; as it is unless told. */
  readonly clipNorm?: number;
  /** The decay of the running average of weights that is judged and saved; none unless told. */
  readonly averageDecay?: number;
  /** Whether what happens inside blocks is computed again for the gradients: less memory for a third more time. */
  readonly recompute?: boolean;
}

/** What a step found before it moved the weights. */
export interface StepResult {
  /** Mean over the images, in nats. */
  readonly loss: number;
  /** [N * classes] */
  readonly logits: Float32Array;
  /** [N] */
  readonly labels: Int32Array;
  /** For which the step waited for its data. */
  readonly waitSeconds: number;
}

/** One training step at a time: forward, backward, update. */
export interface Stepper {
  readonly optimiser: Sgd;
  readonly average: Average;
  /** Steps that have been taken; a resumed training sets it. */
  steps: number;
  step(batch: Batch, learningRate: number): Promise<StepResult>;
  /** A step on as many batches as are accumulated, or as there are. */
  stepOnBatches(batches: AsyncIterable<Batch>, learningRate: number): Promise<StepResult>;
  /** The same with the next batches of a feed, which looks ahead. */
  stepOn(feed: Feed, learningRate: number): Promise<StepResult>;
  dispose(): void;
}

/** What one batch left behind. */
interface Forward {
  readonly loss: Scalar;
  readonly logits: Tensor2D;
  readonly gradients: readonly Tensor[];
}

export function createStepper(model: Model, options: StepOptions = {}): Stepper {
  const { loss: lossOf = crossEntropy(), accumulate = 1, recompute = false } = options;
  const variables = [...model.parameters().values()];
  const optimiser = new Sgd(model.parameters(), options);
  const clip = clipTo(options.clipNorm);
  const average = averageOf(model, options.averageDecay);

  /** @param share of the step's images; the batch is released, also where it does not fit into memory. */
  function backward(batch: UploadedBatch, share: number): Forward {
    const { images, targets } = batch;
    try {
      return tidy(() => {
        let outputs!: { loss: Scalar; logits: Tensor2D };
        const { gradients } = variableGradients(() => {
          const logits = keep(model.forward(images, { training: true, recompute }));
          const loss = keep(lossOf(logits, targets));
          outputs = { loss, logits };
          return share === 1 ? loss : mul<Scalar>(loss, share);
        }, variables);
        return { ...outputs, gradients: gradients.map((gradient) => keep(gradient)) };
      });
    } finally {
      release(batch);
    }
  }

  /** Everything that is computed of a step; what it found is still on the device. */
  async function dispatch(feed: Feed, learningRate: number): Promise<Found> {
    const found: FoundBatch[] = [];
    let waited = 0;
    let sum: readonly Tensor[] = [];
    // Of all images of a whole step, on the assumption that its batches are as large as its first.
    let whole = 0;
    for (let micro = 0; micro < accumulate; micro++) {
      const asked = performance.now();
      const batch = await feed.take();
      waited += performance.now() - asked;
      if (!batch) break;
      const { labels } = batch;
      if (micro === 0) whole = labels.length * accumulate;
      const { gradients, loss, logits } = backward(batch, labels.length / whole);
      found.push({ loss, logits, labels });
      sum = micro === 0 ? gradients : added(sum, gradients);
    }
    if (found.length === 0) throw noBatch();
    const images = found.reduce((total, { labels }) => total + labels.length, 0);
    tidy(() => optimiser.update(clip(scaled(sum, whole / images)), learningRate));
    dispose([...sum]);
    return { batches: found, waitSeconds: waited / 1000 };
  }

  const stepper: Stepper = {
    optimiser,
    average,
    steps: 0,
    step: (batch, learningRate) => stepper.stepOnBatches(only(batch), learningRate),
    async stepOnBatches(batches, learningRate) {
      const feed = openFeed(() => batches, model);
      try {
        return await stepper.stepOn(feed, learningRate);
      } finally {
        await feed.close();
      }
    },
    async stepOn(feed, learningRate) {
      const found = await dispatch(feed, learningRate);
      stepper.steps++;
      average.update(stepper.steps);
      return read(found);
    },
    dispose() {
      optimiser.dispose();
      average.dispose();
    },
  };
  return stepper;
}

async function* only(batch: Batch): AsyncGenerator<Batch> {
  yield batch;
}

/** What is still on the device. */
interface Found {
  readonly batches: readonly FoundBatch[];
  readonly waitSeconds: number;
}

interface FoundBatch extends Pick<Forward, 'loss' | 'logits'> {
  readonly labels: Int32Array;
}

async function read({ batches, waitSeconds }: Found): Promise<StepResult> {
  const parts = await Promise.all(
    batches.map(async ({ loss, logits, labels }) => {
      const [means, values] = await Promise.all([loss.data<'float32'>(), logits.data<'float32'>()]);
      dispose([loss, logits]);
      return { sum: means[0]! * labels.length, logits: values, labels };
    }),
  );
  const sum = parts.reduce((total, part) => total + part.sum, 0);
  const labels = joined(
    Int32Array,
    parts.map((part) => part.labels),
  );
  const logits = joined(
    Float32Array,
    parts.map((part) => part.logits),
  );
  return { loss: sum / labels.length, logits, labels, waitSeconds };
}

function joined<A extends Int32Array | Float32Array>(
  Type: new (length: number) => A,
  parts: readonly A[],
): A {
  const whole = new Type(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The sums; both summands are freed. */
function added(sum: readonly Tensor[], gradients: readonly Tensor[]): readonly Tensor[] {
  return sum.map((total, index) => {
    const gradient = gradients[index]!;
    const next = tidy(() => keep(add(total, gradient)));
    dispose([total, gradient]);
    return next;
  });
}

function scaled(gradients: readonly Tensor[], factor: number): readonly Tensor[] {
  return factor === 1 ? gradients : gradients.map((gradient) => mul(gradient, factor));
}

function noBatch(): TrainerError {
  return new TrainerError(
    'TRAINER_BAD_OPTION',
    'expected as many training batches as batchesPerEpoch says but the epoch ended before',
  );
}
