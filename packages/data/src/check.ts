import { DataError } from './errors.ts';

/** The range that a number must lie in, both ends included. */
export interface Range {
  min?: number;
  max?: number;
}

/** Returns `value` if it is a safe integer in the range. @throws {DataError} `DATA_INVALID_OPTION` */
export function checkInteger(name: string, value: unknown, range: Range = {}): number {
  if (Number.isSafeInteger(value) && isWithin(value as number, range)) return value as number;
  throw invalidOption(name, `an integer${describeRange(range)}`, value);
}

/** Returns `value` if it is a finite number in the range. @throws {DataError} `DATA_INVALID_OPTION` */
export function checkNumber(name: string, value: unknown, range: Range = {}): number {
  if (Number.isFinite(value) && isWithin(value as number, range)) return value as number;
  throw invalidOption(name, `a number${describeRange(range)}`, value);
}

/** Returns `value` if it is one of `choices`. @throws {DataError} `DATA_INVALID_OPTION` */
export function checkChoice<const T>(name: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw invalidOption(name, choices.map(quote).join(' or '), value);
}

/** The error for an option that is not what it should be; `expected` completes "expected ... for NAME". */
export function invalidOption(name: string, expected: string, value: unknown): DataError {
  return new DataError(
    'DATA_INVALID_OPTION',
    `expected ${expected} for ${name} but received ${quote(value)}: pass a value of that kind`,
  );
}

function isWithin(value: number, { min = -Infinity, max = Infinity }: Range): boolean {
  return value >= min && value <= max;
}

function describeRange({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  if (max !== undefined) return ` of at most ${max}`;
  return '';
}

function quote(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return Array.isArray(value) ? `[${value.map(quote).join(', ')}]` : String(value);
}
