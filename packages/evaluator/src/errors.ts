/** Every code that an {@link EvaluatorError} can carry; codes are stable, sentences may improve. */
export type EvaluatorErrorCode =
  /** An argument or option is out of its range. */
  | 'EVALUATOR_INVALID_OPTION'
  /** There are not as many logits as samples times classes. */
  | 'EVALUATOR_LOGITS_SIZE'
  /** A label is not the index of a class. */
  | 'EVALUATOR_LABEL_OUT_OF_RANGE'
  /** The batches held no sample, or not as many as expected. */
  | 'EVALUATOR_SAMPLE_COUNT';

/** What this package throws for input that it cannot judge: a stable `code`, and a sentence that says what to do. */
export class EvaluatorError extends Error {
  override readonly name = 'EvaluatorError';

  constructor(
    readonly code: EvaluatorErrorCode,
    message: string,
  ) {
    super(message);
  }
}
