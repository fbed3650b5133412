import { EvaluatorError } from '../errors.ts';
import type { LabelMap } from './labelMap.ts';

/**
 * A dataset of some of the model's classes, such as ImageNet-A or ImageNet-R: only their logits are looked at.
 *
 * @param classes - for each label of the dataset, the class of the model; no class twice
 * @throws {EvaluatorError} `EVALUATOR_BAD_LABEL_MAP`
 */
export function classSubset(classes: ArrayLike<number>): LabelMap {
  const subset = Int32Array.from(classes);
  const isProper =
    subset.length > 0 && Array.from(classes).every((each) => Number.isSafeInteger(each) && each >= 0);
  if (!isProper || new Set(subset).size !== subset.length) {
    throw new EvaluatorError(
      'EVALUATOR_BAD_LABEL_MAP',
      `expected indices of classes, each once, but received ${subset.length === 0 ? 'none' : JSON.stringify(Array.from(classes).slice(0, 10))}: ` +
        'list, for each label of the dataset, the class of the model',
    );
  }
  return {
    classes: subset,
    accepted(label) {
      if (label >= 0 && label < subset.length) return [label];
      throw new EvaluatorError(
        'EVALUATOR_BAD_LABEL_MAP',
        `expected a label from 0 to ${subset.length - 1} but received ${label}: list every class of the dataset`,
      );
    },
  };
}
