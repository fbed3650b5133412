export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** From the lowest to the highest of all values: maps that are coloured by one range can be compared. */
export function valueRange(maps: readonly { readonly values: ArrayLike<number> }[]): ValueRange {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of maps) {
    for (let index = 0; index < values.length; index++) {
      low = Math.min(low, values[index]!);
      high = Math.max(high, values[index]!);
    }
  }
  return { low, high };
}

/** Where in a range a value lies, from 0 to 1; in the middle of one that has no extent. */
export function shareOf({ low, high }: ValueRange, value: number): number {
  return high > low ? Math.min(Math.max((value - low) / (high - low), 0), 1) : 0.5;
}
