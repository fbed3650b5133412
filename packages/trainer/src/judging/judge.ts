import { setImmediate } from 'node:timers/promises';
import { tidy } from '@tensorflow/tfjs-core';
import { evaluate, type ConfusionCount } from '@resnext/evaluator';
import { prepareBatch, type Model } from '@resnext/zoo';
import type { Batch, BatchSource } from '../batch.ts';
import type { Scores } from '../epoch.ts';
import { WorstImages, type WorstImage } from './worstImages.ts';

/** What a model made of a validation set. */
export interface Judgement extends Scores {
  readonly seconds: number;
  /** How often each class was taken for each, where it ever was. */
  readonly confusion: readonly ConfusionCount[];
  /** Those with the largest loss, the worst first. */
  readonly worst: readonly WorstImage[];
}

export interface JudgeOptions {
  /** Called after each batch; what it throws ends the judging. */
  readonly onBatch?: (event: { readonly batch: number; readonly batches: number }) => void | Promise<void>;
}

/** The model's scores on every sample of a source, in inference, folded. */
export async function judge(
  model: Model,
  source: BatchSource,
  { onBatch }: JudgeOptions = {},
): Promise<Judgement> {
  const { classes, preprocessing } = model.row;
  const worst = new WorstImages(classes);
  const folded = model.fold();
  const start = performance.now();
  let batches = 0;
  try {
    const predict = async (batch: Batch): Promise<Float32Array> => {
      const logits = tidy(() => folded.forward(prepareBatch(batch, preprocessing)));
      const values = (await logits.data()) as Float32Array;
      logits.dispose();
      worst.update(values, batch);
      // Backends that compute in place never let an event in, such as the one that aborts.
      await setImmediate();
      await onBatch?.({ batch: ++batches, batches: source.batchesPerEpoch });
      return values;
    };
    const { loss, top1, top5, confusion } = await evaluate(predict, source.epoch(1), {
      classes,
      expectedSamples: source.length,
      records: false,
      worst: 0,
    });
    const seconds = (performance.now() - start) / 1000;
    return { loss, top1, top5, seconds, confusion, worst: worst.result() };
  } finally {
    folded.dispose();
  }
}
