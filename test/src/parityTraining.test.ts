import { tensor1d, tidy } from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy } from '@resnext/ops';
import { createStepper, crossEntropy, schedules, type Batch, type Schedule } from '@resnext/trainer';
import { loadModel, prepareBatch, type Model } from '@resnext/zoo';
import { expect, test } from 'vitest';
import { fastBackends, onEveryBackend } from './support/backends.ts';
import { goldenFolder, permute, readGolden, type Golden } from './support/golden.ts';
import { toRow, type Row } from './support/rows.ts';

/*
 * Fifty training steps with each thing that a recipe can ask for, against PyTorch's: tools/golden/make_training.py.
 * Of the composed kernels, each alone and a step of all together are checked in the files beside this one.
 */

interface Settings {
  readonly row: Row;
  readonly stepsAnEpoch: number;
  readonly variants: Readonly<Record<string, Variant>>;
}

interface Variant {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly decaysVectors: boolean;
  readonly labelSmoothing: number;
  /** The share of the image itself; the rest is of the one that is as far from the other end of the batch. */
  readonly mixup: number | null;
  readonly averageDecay: number | null;
  readonly clipNorm: number | null;
  readonly accumulate: number;
  readonly warmUp: { readonly epochs: number; readonly from: number } | null;
}

const golden = await readGolden<Settings>(`${goldenFolder}training50.golden.safetensors`);
const { row, stepsAnEpoch, variants } = golden.settings;
const [steps, batchSize] = golden.get('order').shape as [number, number];

async function startModel(): Promise<Model> {
  const preprocessing = {
    inputSize: 32,
    resize: 32,
    interpolation: 'bilinear' as const,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };
  return loadModel(`${goldenFolder}training50.weights.safetensors`, { model: toRow(row, { preprocessing }) });
}

/** The images of these indices, in [0, 1]. */
function batchOf(indices: readonly number[]): Batch {
  const images = permute(golden.get('images'), 'NCHW to NHWC').values;
  const size = images.length / golden.get('labels').values.length;
  return {
    images: Float32Array.from(
      indices.flatMap((index) => [...images.subarray(index * size, (index + 1) * size)]),
      (value) => value / 255,
    ),
    shape: [indices.length, 32, 32, 3],
    labels: Int32Array.from(indices, (index) => golden.get('labels').values[index]!),
  };
}

/** Each image mixed with its mirror in the batch. */
function mixed(batch: Batch, share: number, classes: number): Batch {
  const { images, labels } = batch;
  const size = images.length / labels.length;
  const last = labels.length - 1;
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, sample) => {
    targets[sample * classes + label]! += share;
    targets[sample * classes + labels[last - sample]!]! += 1 - share;
  });
  return {
    ...batch,
    targets,
    images: Float32Array.from(images, (value, at) => {
      const sample = Math.floor(at / size);
      return share * value + (1 - share) * images[(last - sample) * size + (at % size)]!;
    }),
  };
}

function scheduleOf({ learningRate, warmUp }: Variant): Schedule {
  return warmUp ? schedules.warmUp(schedules.cosine(learningRate), warmUp) : schedules.constant(learningRate);
}

/** The micro-batches of a step, one after the other. */
async function* microBatches(variant: Variant, step: number): AsyncGenerator<Batch> {
  const all = [...golden.get('order').values.subarray(step * batchSize, (step + 1) * batchSize)];
  const size = batchSize / variant.accumulate;
  for (let start = 0; start < batchSize; start += size) {
    const batch = batchOf(all.slice(start, start + size));
    yield variant.mixup === null ? batch : mixed(batch, variant.mixup, row.classes);
  }
}

/** The averaged model's loss on the first batch, in inference. */
function judge(model: Model, batch: Batch): number {
  return tidy(() => {
    const logits = model.forward(prepareBatch(batch, model.row.preprocessing));
    return softmaxCrossEntropy(logits, tensor1d(batch.labels, 'int32')).dataSync()[0]!;
  });
}

/** The largest difference, relative to losses beyond 1: those of an average that has just begun are in the hundreds. */
function worst(received: readonly number[], expected: Golden<Settings>, name: string): number {
  const { values } = expected.get(name);
  expect(received).toHaveLength(values.length);
  return Math.max(
    ...received.map((value, step) => Math.abs(value - values[step]!) / Math.max(1, Math.abs(values[step]!))),
  );
}

onEveryBackend(
  'fifty steps of training',
  () => {
    test.each(Object.keys(variants))('%s', async (name) => {
      const variant = variants[name]!;
      const model = await startModel();
      const stepper = createStepper(model, {
        momentum: variant.momentum,
        weightDecay: variant.weightDecay,
        decaysVectors: variant.decaysVectors,
        loss: crossEntropy({ labelSmoothing: variant.labelSmoothing }),
        clipNorm: variant.clipNorm ?? undefined,
        accumulate: variant.accumulate,
        averageDecay: variant.averageDecay ?? undefined,
      });
      const schedule = scheduleOf(variant);
      const first = batchOf([...golden.get('order').values.subarray(0, batchSize)]);
      const losses: number[] = [];
      const judged: number[] = [];
      for (let step = 0; step < steps; step++) {
        const rate = schedule({ done: step / stepsAnEpoch, epochs: steps / stepsAnEpoch });
        losses.push((await stepper.stepOnBatches(microBatches(variant, step), rate)).loss);
        if (variant.averageDecay !== null) judged.push(judge(stepper.average.model, first));
      }
      expect(worst(losses, golden, `${name}.losses`)).toBeLessThan(1e-3);
      if (variant.averageDecay !== null) expect(worst(judged, golden, `${name}.judged`)).toBeLessThan(1e-3);
      stepper.dispose();
      model.dispose();
    });
  },
  fastBackends,
);
