import { EvaluatorError } from './errors.ts';

/** Returns `value` if it is a positive integer. @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` */
export function checkPositiveInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new EvaluatorError(
    'EVALUATOR_INVALID_OPTION',
    `expected a positive integer for ${name} but received ${String(value)}: pass a value of that kind`,
  );
}

/** Returns `value` if it is a whole number from 0. @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` */
export function checkCount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new EvaluatorError(
    'EVALUATOR_INVALID_OPTION',
    `expected a whole number of at least 0 for ${name} but received ${String(value)}: pass a value of that kind`,
  );
}

/**
 * Makes sure that logits and labels describe the same samples.
 *
 * @param options.views - of each sample, side by side in the logits. Default 1
 * @param options.anyLabel - whether labels are those of a map, and not checked here
 * @throws {EvaluatorError} `EVALUATOR_LOGITS_SIZE` or `EVALUATOR_LABEL_OUT_OF_RANGE`
 */
export function checkBatch(
  logits: Float32Array,
  labels: Int32Array,
  classes: number,
  { views = 1, anyLabel = false }: { readonly views?: number; readonly anyLabel?: boolean } = {},
): void {
  checkPositiveInteger('classes', classes);
  if (logits.length !== labels.length * views * classes) {
    const each =
      views === 1 ? `each of ${labels.length} samples` : `each of ${views} views of ${labels.length} samples`;
    throw new EvaluatorError(
      'EVALUATOR_LOGITS_SIZE',
      `expected ${labels.length * views * classes} logits, ${classes} for ${each}, but received ` +
        `${logits.length}: check that the model has as many classes as the dataset`,
    );
  }
  if (anyLabel) return;
  labels.forEach((label, sample) => {
    if (label >= 0 && label < classes) return;
    throw new EvaluatorError(
      'EVALUATOR_LABEL_OUT_OF_RANGE',
      `expected a label from 0 to ${classes - 1} for sample ${sample} of a batch but received ${label}: ` +
        'check that the dataset has the classes of the model',
    );
  });
}
