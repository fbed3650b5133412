import { CliError } from '../errors.ts';

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** Reads the integer that is given for `name`. */
export function integer(name: string, { min = -Infinity, max = Infinity }: Range = {}) {
  return (text: string): number => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
    throw new CliError(`expected an integer${describe({ min, max })} for ${name} but received '${text}'`);
  };
}

/** Reads the decimal number that is given for `name`. */
export function number(name: string, { min = -Infinity, max = Infinity }: Range = {}) {
  return (text: string): number => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isFinite(value) && value >= min && value <= max) return value;
    throw new CliError(`expected a number${describe({ min, max })} for ${name} but received '${text}'`);
  };
}

/** Reads numbers with commas between them. */
export function numbers(name: string) {
  const each = number(name);
  return (text: string): number[] => text.split(',').map((part) => each(part));
}

/** Takes one of `choices`. */
export function oneOf<const T extends string>(name: string, choices: readonly T[]) {
  return (text: string): T => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new CliError(`expected one of ${choices.join(', ')} for ${name} but received '${text}'`);
  };
}

function describe({ min = -Infinity, max = Infinity }: Range): string {
  if (min > -Infinity && max < Infinity) return ` from ${min} to ${max}`;
  if (min > -Infinity) return ` of at least ${min}`;
  return max < Infinity ? ` of at most ${max}` : '';
}
