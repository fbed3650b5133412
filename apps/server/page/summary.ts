import { percent } from './format.ts';
import type { Outcome } from './picture.ts';

/** What came of a picture, in a line. */
export function summary(outcome: Outcome): string {
  if (outcome.state === 'asking') return 'Looking at it …';
  if (outcome.state === 'failed') return outcome.reason;
  const [best] = outcome.answer.predictions;
  return best ? `${best.label}, ${percent(best.score)}` : 'No class.';
}
