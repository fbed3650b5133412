import type { Tensor4D } from '@tensorflow/tfjs-core';
import { takeValues, type Model } from '@resnext/zoo';
import type { Explanation } from '../service/answer.ts';
import type { BatchAnswer, BatchPart } from '../service/engine.ts';
import { explain } from './explain.ts';
import { uploadBatch } from './uploadBatch.ts';

/** Computes one batch, and says where the time went. */
export async function computeBatch(model: Model, parts: readonly BatchPart[]): Promise<BatchAnswer> {
  const start = performance.now();
  const images = uploadBatch(parts, model.row.preprocessing);
  const uploaded = performance.now();
  try {
    const wantsExplanations = parts.some(({ explain = 0 }) => explain > 0);
    const { logits, computed, explanations } = wantsExplanations
      ? await answerAndExplain(model, images, parts)
      : await answer(model, images, parts);
    const durations = {
      input: nanoseconds(uploaded - start),
      infer: nanoseconds(computed - uploaded),
      output: nanoseconds(performance.now() - computed),
    };
    return { logits, explanations, durations };
  } finally {
    images.dispose();
  }
}

interface Computed {
  readonly logits: Float32Array;
  readonly explanations: readonly (readonly Explanation[])[];
  /** When the logits were there. */
  readonly computed: number;
}

async function answer(model: Model, images: Tensor4D, parts: readonly BatchPart[]): Promise<Computed> {
  const logits = await takeValues(model.forward(images));
  return { logits, computed: performance.now(), explanations: parts.map(() => []) };
}

async function answerAndExplain(
  model: Model,
  images: Tensor4D,
  parts: readonly BatchPart[],
): Promise<Computed> {
  const { logits: tensor, features } = model.forwardWithFeatures(images);
  try {
    const logits = await takeValues(tensor);
    const computed = performance.now();
    return { logits, computed, explanations: await explain(model, { logits, features }, parts) };
  } finally {
    features.dispose();
  }
}

function nanoseconds(milliseconds: number): number {
  return Math.round(1e6 * milliseconds);
}
