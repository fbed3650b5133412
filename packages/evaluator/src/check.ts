import { EvaluatorError } from './errors.ts';

/** Returns `value` if it is a positive integer. @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` */
export function checkPositiveInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new EvaluatorError(
    'EVALUATOR_INVALID_OPTION',
    `expected a positive integer for ${name} but received ${String(value)}: pass a value of that kind`,
  );
}

/**
 * Makes sure that logits and labels describe the same samples.
 *
 * @throws {EvaluatorError} `EVALUATOR_LOGITS_SIZE` or `EVALUATOR_LABEL_OUT_OF_RANGE`
 */
export function checkBatch(logits: Float32Array, labels: Int32Array, classes: number): void {
  checkPositiveInteger('classes', classes);
  if (logits.length !== labels.length * classes) {
    throw new EvaluatorError(
      'EVALUATOR_LOGITS_SIZE',
      `expected ${labels.length * classes} logits, ${classes} for each of ${labels.length} samples, but received ` +
        `${logits.length}: check that the model has as many classes as the dataset`,
    );
  }
  labels.forEach((label, sample) => {
    if (label >= 0 && label < classes) return;
    throw new EvaluatorError(
      'EVALUATOR_LABEL_OUT_OF_RANGE',
      `expected a label from 0 to ${classes - 1} for sample ${sample} of a batch but received ${label}: ` +
        'check that the dataset has the classes of the model',
    );
  });
}
