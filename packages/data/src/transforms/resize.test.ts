import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../images/decodeImage.ts';
import { encodePng } from '../images/writePng.ts';
import { Random } from '../random/random.ts';
import { resize } from './resize.ts';

const unused = Random.from(0);
const arbitraryBytes = fc
  .record({ height: fc.integer({ min: 1, max: 24 }), width: fc.integer({ min: 1, max: 24 }) })
  .chain(({ height, width }) =>
    fc
      .uint8Array({ minLength: height * width * 3, maxLength: height * width * 3 })
      .map((pixels) => ({ pixels, height, width, channels: 3, label: 7 })),
  );

describe('resize', () => {
  // What decodeImage makes is held against Pillow elsewhere.
  it('gives the shorter side its length, with the pixels that decoding to that size gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryBytes,
        fc.integer({ min: 1, max: 24 }),
        fc.constantFrom('bilinear' as const, 'bicubic' as const),
        async (sample, size, interpolation) => {
          const png = await encodePng({ ...sample, channels: 3 });
          const { pixels, height, width } = await decodeImage(png, { resize: size, interpolation });
          const resized = resize({ size, interpolation })(sample, unused);
          expect(Math.min(height, width)).toBe(size);
          expect(resized).toEqual({ ...sample, pixels, height, width });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes height and width, whatever the proportions', () => {
    const sample = { pixels: new Uint8Array(4 * 2 * 3).fill(90), height: 4, width: 2, channels: 3, label: 0 };
    const resized = resize({ size: [3, 5] })(sample, unused);
    expect(resized).toEqual({ ...sample, height: 3, width: 5, pixels: new Uint8Array(45).fill(90) });
  });

  it('refuses sizes that are none', () => {
    expect(() => resize({ size: 0 })).toThrow('an integer of at least 1 for size but received 0');
    expect(() => resize({ size: [3, 1.5] })).toThrow('an integer of at least 1 for size but received 1.5');
    expect(() => resize({ size: 3, interpolation: 'nearest' as 'bilinear' })).toThrow(
      /interpolation but received/,
    );
  });
});
