import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { jpegHeader } from './jpegHeader.ts';

const asset = (name: string) => readFile(new URL(`../../test-assets/${name}`, import.meta.url));

describe('jpegHeader', () => {
  it.each(['rocket.jpg', 'variants/grey.jpg', 'variants/cmyk.jpg', 'variants/exif-rotated.jpg'])(
    'reads of %s what a decoder reads',
    async (name) => {
      const bytes = await asset(name);
      const { width, height, channels } = await sharp(bytes).metadata();
      expect(jpegHeader(bytes)).toEqual({ width, height, channels, precision: 8 });
    },
  );

  it('reads progressive files', async () => {
    const bytes = await sharp(await asset('rocket.jpg'))
      .jpeg({ progressive: true })
      .toBuffer();
    expect(jpegHeader(bytes)).toMatchObject({ width: 640, height: 427, channels: 3 });
  });

  it('leaves to the decoder what it does not understand, and never reads beyond the bytes', async () => {
    const bytes = new Uint8Array(await asset('variants/grey.jpg'));
    expect(jpegHeader(bytes.subarray(0, 20))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const header = jpegHeader(Uint8Array.of(0xff, 0xd8, ...tail));
        if (header) expect(Object.values(header).every(Number.isInteger)).toBe(true);
      }),
    );
  });
});
