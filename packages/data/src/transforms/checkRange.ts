import { checkNumber, invalidOption, type Range } from '../check.ts';

/** A range of numbers, both ends included. */
export type Interval = readonly [min: number, max: number];

/** Returns `value` if it is a range within `range`. @throws {DataError} `DATA_INVALID_OPTION` */
export function checkRange(name: string, value: Interval, range: Range = {}): Interval {
  const [min, max] = value;
  checkNumber(name, min, range);
  checkNumber(name, max, range);
  if (min > max) throw invalidOption(name, 'a range [min, max] with min <= max', value);
  return value;
}
