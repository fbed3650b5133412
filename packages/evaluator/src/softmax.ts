/**
 * The logarithm of the sum of the exponentials of logits, in float64 and safe from overflow: the greatest logit is
 * taken out of the sum first.
 */
export function logSumExp(logits: Float32Array): number {
  let greatest = -Infinity;
  for (const logit of logits) greatest = Math.max(greatest, logit);
  // Infinite logits would make infinity minus infinity of the terms below.
  if (!Number.isFinite(greatest)) return greatest;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - greatest);
  return greatest + Math.log(sum);
}

/**
 * The probabilities of the classes of one sample, out of its logits; they add up to 1.
 *
 * @param logits - `[classes]`
 * @returns `[classes]`, all NaN if a logit is NaN or positive infinity
 */
export function softmax(logits: Float32Array): Float32Array {
  const normaliser = logSumExp(logits);
  if (normaliser === Infinity) return new Float32Array(logits.length).fill(NaN);
  return logits.map((logit) => Math.exp(logit - normaliser));
}
