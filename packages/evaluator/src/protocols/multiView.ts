import type { LabelledBatch, Predictor } from '../evaluate.ts';
import { EvaluatorError } from '../errors.ts';
import { mergeViews, type Merge } from './mergeViews.ts';

/** Makes one view of a batch: a scale, a crop, a mirror image. It must keep the samples and their order. */
export type View<Batch> = (batch: Batch) => Batch | Promise<Batch>;

/**
 * A predictor that shows another one several views of each batch, one after the other, and merges the answers. Views may
 * differ in size, as several scales do; views of one size can also be a dimension of the input: see `views` of
 * `evaluate`.
 *
 * @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` without views; the predictor throws `EVALUATOR_LOGITS_SIZE`
 */
export function multiView<Batch extends LabelledBatch>(
  predict: Predictor<Batch>,
  views: readonly View<Batch>[],
  { classes, merge }: { classes: number; merge?: Merge },
): Predictor<Batch> {
  if (views.length === 0) {
    throw new EvaluatorError(
      'EVALUATOR_INVALID_OPTION',
      'expected at least one view but received none: pass the identity for the batch as it is',
    );
  }
  return async (batch) => {
    const samples = batch.labels.length;
    const answers = new Float32Array(samples * views.length * classes);
    for (const [view, show] of views.entries()) {
      const logits = await predict(await show(batch));
      if (logits.length !== samples * classes) {
        throw new EvaluatorError(
          'EVALUATOR_LOGITS_SIZE',
          `expected ${samples * classes} logits, ${classes} for each of ${samples} samples, for view ${view} but ` +
            `received ${logits.length}: check that views keep the samples of a batch`,
        );
      }
      for (let sample = 0; sample < samples; sample++) {
        answers.set(
          logits.subarray(sample * classes, (sample + 1) * classes),
          (sample * views.length + view) * classes,
        );
      }
    }
    return mergeViews(answers, { views: views.length, classes, merge });
  };
}
