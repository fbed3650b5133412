import { createStepper } from '@resnext/trainer';
import { createModel, summarize, type LayerSummary } from '@resnext/zoo';
import type { Recipe } from './recipe.ts';

const BYTES = 4;

/** Images that are trained on to see how long one takes: enough for a network to be busy. */
const TRIED_IMAGES = 8;
const TRIED_STEPS = 2;

/** What the process takes before it has a network. */
const PROCESS_BYTES = 150e6;

/**
 * Memory at the peak of a training step: weights, their velocities and gradients (and averages), and what the layers
 * put out, all of it or, where it is computed again, what goes into each block and the inside of one.
 */
export function estimateMemory(recipe: Recipe): number {
  const { model, batchSize, microBatch = batchSize, averageDecay, recompute } = recipe;
  const { params, layers } = summarize(model);
  const copies = 3 + Number(averageDecay !== undefined) + Number(microBatch < batchSize);
  const blocks = blockOutputs(layers);
  const inside = blocks.map(({ all }) => all);
  const kept = recompute
    ? sum(blocks.map(({ last }) => last)) + 2 * Math.max(...inside)
    : sum(inside) + Math.max(...inside);
  return PROCESS_BYTES + BYTES * (copies * params + microBatch * kept);
}

/** Of an epoch, from a few steps on black images. */
export async function estimateSeconds(
  { model: row, microBatch, batchSize, recompute }: Recipe,
  images: { readonly training: number; readonly validation: number },
): Promise<number> {
  const tried = Math.min(TRIED_IMAGES, microBatch ?? batchSize);
  const { inputSize } = row.preprocessing;
  const shape = [tried, inputSize, inputSize, row.channels] as const;
  const bytes = shape.reduce((product, size) => product * size, 1);
  const batch = { images: new Uint8Array(bytes), labels: new Int32Array(tried), shape };
  const model = createModel(row);
  const stepper = createStepper(model, { recompute });
  try {
    await stepper.step(batch, 0);
    const start = performance.now();
    for (let step = 0; step < TRIED_STEPS; step++) await stepper.step(batch, 0);
    const secondsAnImage = (performance.now() - start) / 1000 / (TRIED_STEPS * tried);
    // The gradients take two thirds of a step, which a validation does without.
    return secondsAnImage * (images.training + images.validation / 3);
  } finally {
    stepper.dispose();
    model.dispose();
  }
}

/** Numbers that each block, and the stem, puts out for one image: in all, and in the end. */
function blockOutputs(layers: readonly LayerSummary[]): { all: number; last: number }[] {
  const blocks = new Map<string, { all: number; last: number }>();
  for (const { name, outputShape } of layers) {
    const key = /^layer\d+\.\d+/.exec(name)?.[0] ?? 'stem';
    const size = outputShape.reduce((product, extent) => product * extent, 1);
    blocks.set(key, { all: (blocks.get(key)?.all ?? 0) + size, last: size });
  }
  return [...blocks.values()];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
