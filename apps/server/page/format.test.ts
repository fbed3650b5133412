import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileSize, milliseconds, percent, sentence, signed } from './format.ts';

describe('percent', () => {
  test.each([
    [0, '0.0 %'],
    [0.0004, '< 0.1 %'],
    [0.0005, '0.1 %'],
    [0.973, '97.3 %'],
    [0.9994, '99.9 %'],
    [0.9996, '> 99.9 %'],
    [1, '100.0 %'],
  ])('%d is %s', (share, text) => expect(percent(share)).toBe(text));

  test('only 1 is called certain, and only 0 impossible', () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }),
        (share) => {
          expect(['0.0 %', '100.0 %']).not.toContain(percent(share));
        },
      ),
    ));
});

test.each([
  [0.04, '0.0 ms'],
  [0.44, '0.4 ms'],
  [9.96, '10 ms'],
  [46.7, '47 ms'],
  [999.6, '1.0 s'],
  [3210, '3.2 s'],
])('a duration of %d ms is %s', (duration, text) => expect(milliseconds(duration)).toBe(text));

test.each([
  [812, '812 bytes'],
  [1000, '1.0 kB'],
  [3_400_000, '3.4 MB'],
  [9_960_000, '10 MB'],
  [999_600, '1.0 MB'],
  [71_000_000_000_000, '71000 GB'],
])('%d bytes are %s', (bytes, text) => expect(fileSize(bytes)).toBe(text));

test.each([
  [4.21, '+4.2'],
  [-1, '−1.0'],
  [-0.04, '0.0'],
  [0, '0.0'],
])('the sign of %d: %s', (value, text) => expect(signed(value)).toBe(text));

test.each([
  ['expected an image but received text', 'Expected an image but received text.'],
  ['The queue is full. ', 'The queue is full.'],
  ['who are you?', 'Who are you?'],
])('%j stands alone as %j', (text, whole) => expect(sentence(text)).toBe(whole));
