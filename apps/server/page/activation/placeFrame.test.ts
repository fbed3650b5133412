import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { coversImage, placeFrame } from './placeFrame.ts';

const image = { width: 400, height: 200 };

test('the middle square of a wide image', () => {
  const place = placeFrame({ x: 100, y: 0, width: 200, height: 200 }, image);
  expect(place).toEqual({ left: 25, top: 0, width: 50, height: 100 });
  expect(coversImage(place)).toBe(false);
});

test('what was padded lies outside', () => {
  const place = placeFrame({ x: 0, y: -100, width: 400, height: 400 }, image);
  expect(place).toEqual({ left: 0, top: -50, width: 100, height: 200 });
  expect(coversImage(place)).toBe(true);
});

test('a place times the size of the image is the frame again', () => {
  const size = fc.integer({ min: 1, max: 20_000 });
  const offset = fc.integer({ min: -20_000, max: 20_000 });
  fc.assert(
    fc.property(size, size, offset, offset, size, size, (width, height, x, y, frameWidth, frameHeight) => {
      const place = placeFrame({ x, y, width: frameWidth, height: frameHeight }, { width, height });
      expect((place.left * width) / 100).toBeCloseTo(x, 5);
      expect((place.top * height) / 100).toBeCloseTo(y, 5);
      expect(((place.left + place.width) * width) / 100).toBeCloseTo(x + frameWidth, 5);
      expect(((place.top + place.height) * height) / 100).toBeCloseTo(y + frameHeight, 5);
    }),
  );
});
