/** What became of one sample: all that any figure needs of it, whatever the number of classes. */
export interface Judgement {
  /** Which sample of its dataset. */
  readonly index: number;
  /** The true class; of several that are right, the one that ranked highest. */
  readonly label: number;
  /** The class of the greatest logit, the lowest of equals; -1 if a logit is NaN. */
  readonly prediction: number;
  /** How many classes rank above the label; infinity if a logit is NaN. */
  readonly rank: number;
  /** Cross entropy, in nats: -log softmax(logits)[label]. */
  readonly loss: number;
  /** The probability that softmax gives the prediction. */
  readonly confidence: number;
}

/**
 * Judges the logits of one sample, in float64.
 *
 * A class ranks above another if its logit is greater, or equal with a lower index. A sample with a NaN among its logits
 * has no prediction and is never correct. Probabilities are NaN when a logit is NaN or positive infinity.
 *
 * @param logits - `[classes]`
 * @param accepted - the classes that are right, at least one
 */
export function judge(index: number, logits: ArrayLike<number>, accepted: readonly number[]): Judgement {
  const classes = logits.length;
  let prediction = 0;
  let greatest = logits[0]!;
  for (let i = 0; i < classes; i++) {
    const logit = logits[i]!;
    if (logit !== logit) {
      return { index, label: accepted[0]!, prediction: -1, rank: Infinity, loss: NaN, confidence: NaN };
    }
    if (logit > greatest) {
      greatest = logit;
      prediction = i;
    }
  }

  let label = accepted[0]!;
  for (const other of accepted) {
    const difference = logits[other]! - logits[label]!;
    if (difference > 0 || (logits[other] === logits[label] && other < label)) label = other;
  }

  const reference = logits[label]!;
  let rank = 0;
  let sum = 0;
  for (let i = 0; i < classes; i++) {
    const logit = logits[i]!;
    if (logit > reference || (logit === reference && i < label)) rank++;
    sum += Math.exp(logit - greatest);
  }
  // Everything at minus infinity gives infinity minus infinity above, and so NaN, like positive infinity does.
  return {
    index,
    label,
    prediction,
    rank,
    loss: Math.log(sum) + (greatest - reference),
    confidence: 1 / sum,
  };
}
