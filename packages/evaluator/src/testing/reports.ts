import { evaluate, type EvaluateOptions } from '../evaluate.ts';
import type { Report } from '../report/schema.ts';

/** Labels of 4 classes, over and over. */
export const labelsOf = (samples: number): Int32Array =>
  Int32Array.from({ length: samples }, (_, index) => index % 4);

/**
 * A report of 4 classes on `samples` samples, of which those that `isRight` names are right; the others are taken for the
 * next class.
 */
export function reportOf(
  samples: number,
  isRight: (index: number) => boolean,
  options: Partial<EvaluateOptions> = {},
): Promise<Report> {
  const labels = labelsOf(samples);
  const logits = new Float32Array(samples * 4);
  labels.forEach((label, index) => {
    const answer = isRight(index) ? label : (label + 1) % 4;
    logits[index * 4 + answer] = 3 + (index % 7) / 4;
  });
  let time = 0;
  return evaluate(() => logits, [{ labels }], {
    classes: 4,
    classNames: ['ant', 'bee', 'cat', 'dog'],
    expectedSamples: samples,
    about: { model: 'tiny', dataset: 'animals' },
    date: new Date('2026-01-02T03:04:05.678Z'),
    now: () => (time += 10),
    ...options,
  });
}
