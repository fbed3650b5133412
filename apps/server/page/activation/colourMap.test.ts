import { expect, test } from 'vitest';
import { colourMap, COLOURS } from './colourMap.ts';

/** CIE L*, which the map is not made with. */
function lightness(index: number): number {
  const [red, green, blue] = [0, 1, 2].map((channel) => {
    const encoded = colourMap[index * 3 + channel]! / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  return 116 * Math.cbrt(luminance) - 16;
}

test('has three channels for each colour', () => expect(colourMap).toHaveLength(COLOURS * 3));

test('goes from nearly black to nearly white', () => {
  expect(lightness(0)).toBeLessThan(15);
  expect(lightness(COLOURS - 1)).toBeGreaterThan(90);
});

test('gets lighter by about the same everywhere', () => {
  const strides = Array.from(
    { length: 15 },
    (_, index) => lightness((index + 1) * 17) - lightness(index * 17),
  );
  expect(Math.min(...strides)).toBeGreaterThan(4);
  expect(Math.max(...strides)).toBeLessThan(7);
});

test('is not cut off where a screen has no such colour', () => {
  for (let index = 1; index < COLOURS; index++) {
    const steps = [0, 1, 2].map((channel) =>
      Math.abs(colourMap[index * 3 + channel]! - colourMap[(index - 1) * 3 + channel]!),
    );
    expect(Math.max(...steps), `colour ${index}`).toBeLessThanOrEqual(4);
  }
});
