import { describe, expect, it } from 'vitest';
import { checkChoice, checkInteger, checkNumber } from './check.ts';
import { DataError } from './errors.ts';

describe('checks of options', () => {
  it('pass on a value in range', () => {
    expect(checkInteger('batchSize', 1, { min: 1 })).toBe(1);
    expect(checkNumber('p', 0.5, { min: 0, max: 1 })).toBe(0.5);
    expect(checkChoice('split', 'test', ['train', 'test'])).toBe('test');
  });

  it.each([0, 1.5, NaN, Infinity, 2 ** 53, '3', undefined, null, {}])(
    'refuse %s as a batch size',
    (value) => {
      expect(() => checkInteger('batchSize', value, { min: 1 })).toThrow(DataError);
    },
  );

  it('name the option, what was expected and what was received', () => {
    expect(() => checkInteger('batchSize', 0, { min: 1 })).toThrow(
      'expected an integer of at least 1 for batchSize but received 0',
    );
    expect(() => checkNumber('p', 2, { min: 0, max: 1 })).toThrow(
      'a number from 0 to 1 for p but received 2',
    );
    expect(() => checkNumber('degrees', -1, { max: -2 })).toThrow('a number of at most -2');
    expect(() => checkNumber('degrees', [1])).toThrow('a number for degrees but received [1]');
    expect(() => checkChoice('split', 'val', ['train', 'test'])).toThrow(
      "'train' or 'test' for split but received 'val'",
    );
  });
});
