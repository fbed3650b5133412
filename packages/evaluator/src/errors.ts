/** Every code that an {@link EvaluatorError} can carry; codes are stable, sentences may improve. */
export type EvaluatorErrorCode =
  /** An argument or option is out of its range. */
  | 'EVALUATOR_INVALID_OPTION'
  /** There are not as many logits as samples times views times classes. */
  | 'EVALUATOR_LOGITS_SIZE'
  /** A label is not the index of a class. */
  | 'EVALUATOR_LABEL_OUT_OF_RANGE'
  /** The batches held no sample, or not as many as expected. */
  | 'EVALUATOR_SAMPLE_COUNT'
  /** A map of labels does not fit the model or the dataset. */
  | 'EVALUATOR_BAD_LABEL_MAP'
  /** A file is no report of a version that this package reads. */
  | 'EVALUATOR_BAD_REPORT'
  /** A file or value holds no gates, or one that asks for a figure which the report lacks. */
  | 'EVALUATOR_BAD_GATES'
  /** A gate compares with a baseline and there is none. */
  | 'EVALUATOR_NO_BASELINE'
  /** Two reports cannot be compared sample by sample. */
  | 'EVALUATOR_DIFFERENT_SAMPLES'
  /** A journal belongs to another evaluation or is damaged. */
  | 'EVALUATOR_BAD_JOURNAL';

/** What this package throws for input that it cannot judge: a stable `code`, and a sentence that says what to do. */
export class EvaluatorError extends Error {
  override readonly name = 'EvaluatorError';

  constructor(
    readonly code: EvaluatorErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
