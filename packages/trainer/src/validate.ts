import { tidy } from '@tensorflow/tfjs-core';
import { evaluate } from '@resnext/evaluator';
import { prepareBatch, type Model } from '@resnext/zoo';
import type { Batch, BatchSource } from './batch.ts';
import type { Scores } from './epoch.ts';

/** The model's scores on every sample of a source, in inference, folded. */
export async function validate(model: Model, source: BatchSource): Promise<Scores> {
  const folded = model.fold();
  try {
    const predict = async (batch: Batch): Promise<Float32Array> => {
      const logits = tidy(() => folded.forward(prepareBatch(batch, model.row.preprocessing)));
      const values = (await logits.data()) as Float32Array;
      logits.dispose();
      return values;
    };
    const report = await evaluate(predict, source.epoch(1), {
      classes: model.row.classes,
      expectedSamples: source.length,
    });
    return { loss: report.loss, top1: report.top1, top5: report.top5 };
  } finally {
    folded.dispose();
  }
}
