import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniffFormat } from './sniffFormat.ts';

const variant = (name: string) => readFile(new URL(`../../test-assets/variants/${name}`, import.meta.url));
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('sniffFormat', () => {
  it.each([
    ['cmyk.jpg', 'jpeg'],
    ['alpha.png', 'png'],
    ['alpha.webp', 'webp'],
    ['palette.gif', 'gif'],
    ['lzw.tif', 'tiff'],
  ])('knows %s', async (name, format) => {
    expect(sniffFormat(await variant(name))).toBe(format);
  });

  it('tells AVIF from HEIC and from video', () => {
    expect(sniffFormat(latin1('\0\0\0\x20ftypavif'))).toBe('avif');
    expect(sniffFormat(latin1('\0\0\0\x20ftypheic'))).toBe('heic');
    expect(sniffFormat(latin1('\0\0\0\x20ftypisom'))).toBeUndefined();
  });

  it('answers for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void sniffFormat(bytes)));
  });
});
