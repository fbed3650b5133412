import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeImage } from './decodeImage.ts';
import { centreSquare, cutRegion, intersect, resizedSize } from './geometry.ts';
import { encodePng } from './writePng.ts';

describe('resizedSize', () => {
  it.each([
    [{ height: 300, width: 451 }, 256, { height: 256, width: 384 }],
    [{ height: 451, width: 300 }, 256, { height: 384, width: 256 }],
    [{ height: 500, width: 375 }, 256, { height: 341, width: 256 }],
    [{ height: 7, width: 7 }, 224, { height: 224, width: 224 }],
  ])('of %o to %i is %o', (size, shorter, expected) => {
    expect(resizedSize(size, shorter)).toEqual(expected);
  });
});

describe('centreSquare', () => {
  it('rounds halves to even, as Python does', () => {
    const tops = [224, 225, 226, 227, 229, 231].map(
      (height) => centreSquare({ height, width: 224 }, 224).top,
    );
    expect(tops).toEqual([0, 0, 1, 2, 2, 4]);
  });

  it('reaches beyond an image that is smaller', () => {
    expect(centreSquare({ height: 5, width: 10 }, 8)).toEqual({ top: -1, left: 1, height: 8, width: 8 });
  });
});

describe('intersect', () => {
  it('is what two rectangles share', () => {
    const a = { top: 0, left: 0, height: 4, width: 4 };
    expect(intersect(a, { top: -1, left: 2, height: 3, width: 9 })).toEqual({
      top: 0,
      left: 2,
      height: 2,
      width: 2,
    });
    expect(intersect(a, { top: 5, left: 0, height: 3, width: 3 })).toMatchObject({ height: 0, width: 3 });
  });
});

describe('cutRegion', () => {
  it('is what is left of an image without scale and cut', () => {
    expect(cutRegion({ height: 3, width: 5 }, {})).toEqual({ top: 0, left: 0, height: 3, width: 5 });
  });

  it('is where decodeImage takes its pixels from', async () => {
    const side = fc.integer({ min: 1, max: 200 });
    await fc.assert(
      fc.asyncProperty(side, side, side, side, async (height, width, resize, crop) => {
        const region = cutRegion({ height, width }, { resize, crop });
        // Of an image whose pixels are the numbers of their columns.
        const pixels = Uint8Array.from({ length: height * width }, (_, index) => index % width);
        const png = await encodePng({ pixels, height, width, channels: 1 });
        const seen = await decodeImage(png, { resize, crop, channels: 1 });
        const row = seen.pixels.subarray(crop * Math.floor((crop - 1) / 2));
        const step = region.width / crop;
        for (let column = 0; column < crop; column++) {
          const from = region.left + (column + 0.5) * step - 0.5;
          const isPadding = from < 0 || from > width - 1;
          // Scaling looks at a step's worth of columns to either side, of which an edge may cut one off.
          if (!isPadding) expect(Math.abs(row[column]! - from)).toBeLessThanOrEqual(1 + step);
        }
      }),
      { numRuns: 60 },
    );
  });
});
