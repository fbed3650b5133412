import { EvaluatorError } from '../errors.ts';
import type { LabelMap } from './labelMap.ts';

/**
 * Reassessed labels: several classes may be right for an image, and images for which none is are left out (Beyer et al.,
 * "Are we done with ImageNet?", 2020).
 *
 * @param lists - for each sample, the classes that are right: the contents of `real.json`
 * @param placeOf - where the list of a sample stands, by the index of the sample in its dataset. ReaL counts images by
 * the number in their file names, not in the order of folders. Default: the index itself
 * @throws {EvaluatorError} `EVALUATOR_BAD_LABEL_MAP`
 */
export function realLabels(lists: unknown, placeOf: (index: number) => number = (index) => index): LabelMap {
  if (!isListOfLists(lists)) {
    throw new EvaluatorError(
      'EVALUATOR_BAD_LABEL_MAP',
      'expected a list of classes for every image but received something else: pass the contents of real.json',
    );
  }
  return {
    accepted(_, index) {
      const place = placeOf(index);
      const classes = lists[place];
      if (classes !== undefined) return classes;
      throw new EvaluatorError(
        'EVALUATOR_BAD_LABEL_MAP',
        `expected a list of classes for sample ${index}, at place ${place}, but received ${lists.length} lists: ` +
          'check that they are those of this dataset',
      );
    },
  };
}

function isListOfLists(value: unknown): value is number[][] {
  return (
    Array.isArray(value) &&
    value.every((list) => Array.isArray(list) && list.every((entry) => Number.isSafeInteger(entry)))
  );
}
