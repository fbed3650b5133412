/** A figure that is gathered batch by batch. */
export interface Metric<Result = number> {
  /**
   * Takes in a batch, or throws and leaves the figure as it was.
   *
   * @param logits - `[N, classes]`
   * @param labels - `[N]`, from 0 to `classes` - 1
   * @throws {EvaluatorError} `EVALUATOR_LOGITS_SIZE`, `EVALUATOR_LABEL_OUT_OF_RANGE` or `EVALUATOR_INVALID_OPTION`
   */
  update(logits: Float32Array, labels: Int32Array, classes: number): void;
  /** The figure over all samples so far; NaN before the first. */
  result(): Result;
}
