import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image } from './image.ts';
import { resample } from './resample.ts';

const side = fc.integer({ min: 1, max: 24 });
const interpolation = fc.constantFrom('bilinear' as const, 'bicubic' as const);
const image: fc.Arbitrary<Image> = fc
  .record({ height: side, width: side, channels: fc.constantFrom(1 as const, 3 as const) })
  .chain(({ height, width, channels }) => {
    const length = height * width * channels;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((pixels) => ({ pixels, height, width, channels }));
  });
const whole = ({ height, width }: { height: number; width: number }) => ({ top: 0, left: 0, height, width });

describe('resample', () => {
  it('to the same size changes nothing', () => {
    fc.assert(
      fc.property(image, interpolation, (source, interpolation) => {
        expect(resample(source, { size: source, window: whole(source), interpolation })).toEqual(source);
      }),
    );
  });

  it('keeps a flat image flat', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.nat(255),
        interpolation,
        (h, w, height, width, value, interpolation) => {
          const flat: Image = { pixels: new Uint8Array(h * w).fill(value), height: h, width: w, channels: 1 };
          const { pixels } = resample(flat, {
            size: { height, width },
            window: whole({ height, width }),
            interpolation,
          });
          expect(pixels).toEqual(new Uint8Array(height * width).fill(value));
        },
      ),
    );
  });

  it('of a window equals that window of the whole', () => {
    fc.assert(
      fc.property(
        image,
        side,
        side,
        fc.nat(23),
        fc.nat(23),
        interpolation,
        (source, height, width, y, x, interpolation) => {
          const size = { height, width };
          const top = y % height;
          const left = x % width;
          const window = { top, left, height: height - top, width: width - left };
          const all = resample(source, { size, window: whole(size), interpolation });
          const part = resample(source, { size, window, interpolation });
          const rows = Array.from({ length: window.height }, (_, row) =>
            all.pixels.slice(
              ((top + row) * width + left) * all.channels,
              (top + row + 1) * width * all.channels,
            ),
          );
          expect(Buffer.from(part.pixels)).toEqual(Buffer.concat(rows));
        },
      ),
    );
  });
});
