import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CliError } from '../errors.ts';
import { integer, number, oneOf } from './values.ts';

describe('integer', () => {
  it('reads every integer in its range, and no other', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (value, min) => {
        const read = integer('--n', { min });
        if (value >= min) expect(read(String(value))).toBe(value);
        else expect(() => read(String(value))).toThrow(CliError);
      }),
    );
  });

  it.each(['', ' ', '1.5', '1e3', '0x10', '12abc', '9007199254740993', 'NaN'])("refuses '%s'", (text) => {
    expect(() => integer('--batch', { min: 1 })(text)).toThrow(
      `expected an integer of at least 1 for --batch but received '${text}'`,
    );
  });
});

describe('number', () => {
  it.each([
    ['0.1', 0.1],
    ['1e-4', 1e-4],
    ['1e30', 1e30],
  ])("reads '%s'", (text, value) => {
    expect(number('--lr', { min: 0 })(text)).toBe(value);
  });

  it.each(['', ' ', 'fast', 'NaN', 'Infinity', '-1'])("refuses '%s'", (text) => {
    expect(() => number('--lr', { min: 0 })(text)).toThrow(
      `expected a number of at least 0 for --lr but received '${text}'`,
    );
  });

  it('says both ends of a range', () => {
    expect(() => number('--momentum', { min: 0, max: 1 })('2')).toThrow(
      'a number from 0 to 1 for --momentum',
    );
    expect(() => number('--x', { max: 1 })('2')).toThrow('a number of at most 1 for --x');
    expect(() => number('--x')('y')).toThrow("expected a number for --x but received 'y'");
  });
});

describe('oneOf', () => {
  it('takes a choice and refuses everything else', () => {
    const read = oneOf('--form', ['A', 'B']);
    expect(read('B')).toBe('B');
    expect(() => read('b')).toThrow("expected one of A, B for --form but received 'b'");
  });
});
