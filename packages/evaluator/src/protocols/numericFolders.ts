import { EvaluatorError } from '../errors.ts';
import type { LabelMap } from './labelMap.ts';

/**
 * A dataset in folders that are named after the number of their class, such as ImageNet-V2: sorted by name, "10" comes
 * before "2", so that labels by the order of folders are wrong.
 *
 * @param folders - the names, by the labels of the dataset
 * @throws {EvaluatorError} `EVALUATOR_BAD_LABEL_MAP` if one is no number
 */
export function numericFolders(folders: readonly string[]): LabelMap {
  const classes = folders.map((folder) => {
    if (/^\d{1,9}$/.test(folder)) return [Number(folder)];
    throw new EvaluatorError(
      'EVALUATOR_BAD_LABEL_MAP',
      `expected folders named after the number of a class but received '${folder}': ` +
        'use the order of folders for datasets with other names',
    );
  });
  return {
    accepted(label) {
      const accepted = classes[label];
      if (accepted !== undefined) return accepted;
      throw new EvaluatorError(
        'EVALUATOR_BAD_LABEL_MAP',
        `expected a label from 0 to ${classes.length - 1} but received ${label}: pass the names of all folders`,
      );
    },
  };
}
