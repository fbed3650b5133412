import { expect, it } from 'vitest';
import { accuracy, count, decimal, duration } from './numbers.ts';

it('writes numbers for people', () => {
  expect(count(25028904)).toBe('25,028,904');
  expect(accuracy(98.886)).toBe('98.89 % (error 1.11 %)');
  expect(decimal(1234.567, 1)).toBe('1,234.6');
});

it.each([
  [0.4, '0s'],
  [59.7, '1m00s'],
  [75, '1m15s'],
  [3600, '1h00m'],
  [90061, '25h01m'],
])('writes %s seconds as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
