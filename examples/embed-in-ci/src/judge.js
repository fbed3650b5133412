import { createLoader, digits } from '@resnext/data';
import { evaluate } from '@resnext/evaluator';

/** Judges a model on the digits that it was not trained on. */
export function judge(model) {
  const test = digits({ split: 'test' });
  return evaluate(model.predict, createLoader(test, { batchSize: 64 }).epoch(0), {
    classes: test.classNames.length,
    classNames: test.classNames,
    expectedSamples: test.length,
    about: { model: 'softmax regression', dataset: 'digits' },
  });
}
