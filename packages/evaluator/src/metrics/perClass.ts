import type { ConfusionCount } from './confusion.ts';

/** How good a classifier is at one class. Shares are from 0 to 1, and 0 where there is nothing to take a share of. */
export interface ClassScores {
  readonly index: number;
  /** Of the samples that were taken for this class, those that are. */
  readonly precision: number;
  /** Of the samples of this class, those that were taken for it: its accuracy. */
  readonly recall: number;
  /** The harmonic mean of both. */
  readonly f1: number;
  /** How many samples of this class there were. */
  readonly support: number;
  /** How many samples were taken for this class. */
  readonly predicted: number;
}

/** The scores of all classes in one figure each. */
export interface Averages {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** The scores of each class, by its index, out of the cells of a confusion matrix. */
export function perClass(cells: readonly ConfusionCount[], classes: number): ClassScores[] {
  const support = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  const correct = new Float64Array(classes);
  for (const { label, prediction, count } of cells) {
    support[label]! += count;
    if (prediction >= 0) predicted[prediction]! += count;
    if (prediction === label) correct[label]! += count;
  }
  return Array.from(support, (_, index) => ({
    index,
    precision: share(correct[index]!, predicted[index]!),
    recall: share(correct[index]!, support[index]!),
    f1: share(2 * correct[index]!, support[index]! + predicted[index]!),
    support: support[index]!,
    predicted: predicted[index]!,
  }));
}

/** Every class counts the same, if it occurs as a label or as a prediction. */
export function macroAverage(scores: readonly ClassScores[]): Averages {
  return average(scores, ({ support, predicted }) => Number(support + predicted > 0));
}

/** Every class counts as often as there are samples of it. */
export function weightedAverage(scores: readonly ClassScores[]): Averages {
  return average(scores, ({ support }) => support);
}

function average(scores: readonly ClassScores[], weight: (scores: ClassScores) => number): Averages {
  const mean = (of: (scores: ClassScores) => number): number =>
    scores.reduce((sum, each) => sum + weight(each) * of(each), 0) /
    scores.reduce((sum, each) => sum + weight(each), 0);
  return {
    precision: mean(({ precision }) => precision),
    recall: mean(({ recall }) => recall),
    f1: mean(({ f1 }) => f1),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
