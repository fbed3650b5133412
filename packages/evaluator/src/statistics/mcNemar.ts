/**
 * The two-sided p-value of McNemar's exact test: how likely a split of the samples on which two classifiers differ would
 * be at least as uneven as this, if they were equally good.
 *
 * @param lost - samples that the first got right and the second wrong
 * @param gained - samples that the second got right and the first wrong
 * @returns from 0 to 1; 1 if they differ on none
 */
export function mcNemar(lost: number, gained: number): number {
  const trials = lost + gained;
  const fewer = Math.min(lost, gained);
  if (2 * fewer === trials) return 1;
  // From the greatest term down, so that a term too small for float64 ends the sum instead of beginning it.
  let term = Math.exp(logBinomial(trials, fewer) - trials * Math.LN2);
  let tail = 0;
  for (let k = fewer; k >= 0 && term > 0; k--) {
    tail += term;
    term *= k / (trials - k + 1);
  }
  return Math.min(1, 2 * tail);
}

/** log of n choose k. */
function logBinomial(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}
