import { checkBatch } from '../check.ts';
import { judge, type Judgement } from '../judgement.ts';

/** A figure that is gathered sample by sample, in memory that does not grow with their number. */
export abstract class Metric<Result = number> {
  /** Takes in what became of a sample. */
  abstract add(sample: Judgement): void;

  /** The figure over all samples so far; NaN before the first. */
  abstract result(): Result;

  /**
   * Takes in a batch, or throws and leaves the figure as it was.
   *
   * @param logits - `[N, classes]`
   * @param labels - `[N]`, from 0 to `classes` - 1
   * @throws {EvaluatorError} `EVALUATOR_LOGITS_SIZE`, `EVALUATOR_LABEL_OUT_OF_RANGE` or `EVALUATOR_INVALID_OPTION`
   */
  update(logits: Float32Array, labels: Int32Array, classes: number): void {
    checkBatch(logits, labels, classes);
    labels.forEach((label, sample) => {
      this.add(judge(sample, logits.subarray(sample * classes, (sample + 1) * classes), [label]));
    });
  }
}
