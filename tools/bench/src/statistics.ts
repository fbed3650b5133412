/** @throws RangeError for no numbers */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0)
    throw new RangeError('expected at least one number for a median but received none');
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half) - 1]!) / 2;
}

/** The mean for ratios: twice as fast and half as fast make even. */
export function geometricMean(numbers: readonly number[]): number {
  return Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);
}

export interface Ratio {
  /** Of the medians. */
  readonly ratio: number;
  /** Of those of single rounds. */
  readonly min: number;
  readonly max: number;
}

/** How many times `base` `times` took, where both were measured in turn, round by round. */
export function compare(times: readonly number[], base: readonly number[]): Ratio {
  const byRound = times.map((time, round) => time / base[round]!);
  return { ratio: median(times) / median(base), min: Math.min(...byRound), max: Math.max(...byRound) };
}
