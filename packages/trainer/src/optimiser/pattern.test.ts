import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern } from './pattern.ts';

test.each([
  ['layer1.*', 'layer1.0.conv1.weight', true],
  ['layer1.*', 'layer10.0.conv1.weight', false],
  ['*.bn?.weight', 'layer1.0.bn2.weight', true],
  ['*.bn?.weight', 'layer1.0.bn22.weight', false],
  ['fc.weight', 'fc.weight', true],
  ['fc.weight', 'fcxweight', false],
  ['*', '', true],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(matchesPattern(pattern, name)).toBe(expected);
});

test('whatever a name holds, it matches itself and its beginning with a star', () => {
  const text = fc.string({ unit: 'grapheme-ascii' }).filter((each) => !/[*?]/.test(each));
  fc.assert(
    fc.property(text, text, (start, end) => {
      expect(matchesPattern(start, start)).toBe(true);
      expect(matchesPattern(`${start}*`, start + end)).toBe(true);
      if (end !== '') expect(matchesPattern(start, start + end)).toBe(false);
    }),
  );
});
