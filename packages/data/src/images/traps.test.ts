import { readdir, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../testing/crc32.ts';
import { decodeImage } from './decodeImage.ts';

const TRAPS = new URL('../../test-assets/traps/', import.meta.url);
const names = (await readdir(TRAPS)).filter((name) => name !== 'expected').sort();
const trap = (name: string) => readFile(new URL(name, TRAPS));

/** A file with other bytes from a position on. */
function patched(file: Buffer, position: number, ...bytes: number[]): Buffer {
  const copy = Buffer.from(file);
  copy.set(bytes, position);
  return copy;
}

describe('decodeImage, given what real sets surprise a reader with', () => {
  it.each(names)('equals Pillow bit for bit: %s', async (name) => {
    const { pixels, height, width } = await decodeImage(await trap(name));
    const expected = await sharp(await trap(`expected/${name}.png`))
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([height, width, 3]).toEqual([expected.info.height, expected.info.width, expected.info.channels]);
    expect(Buffer.from(pixels).equals(expected.data)).toBe(true);
  });

  it.each(names)('refuses every beginning of %s that lacks pixels', async (name) => {
    const whole = await trap(name);
    for (const share of [0, 0.1, 0.5]) {
      const outcome = decodeImage(whole.subarray(0, whole.length * share), { name });
      await expect(outcome).rejects.toMatchObject({
        code: 'DATA_NOT_AN_IMAGE',
        message: expect.stringContaining(name),
      });
    }
  });

  it('refuses small files that announce billions of pixels, before it makes room for them', async () => {
    const jpeg = await trap('progressive.jpg');
    const frame = jpeg.indexOf(Buffer.of(0xff, 0xc2)) + 5;
    const png = await trap('png-inside.JPEG');
    const header = patched(png.subarray(12, 29), 4, 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff);
    const gif = await trap('gif-inside.JPEG');
    const image = gif.indexOf(0x2c, 13 + 3 * 16);
    const bombs = {
      'bomb.jpg': patched(jpeg, frame, 0xff, 0xdc, 0xff, 0xdc),
      'bomb.png': patched(png, 12, ...header, ...crc32(header)),
      'bomb.gif': patched(patched(gif, 6, 255, 255, 255, 255), image + 5, 255, 255, 255, 255),
    };
    const before = process.memoryUsage.rss();
    for (const [name, bytes] of Object.entries(bombs)) {
      await expect(decodeImage(bytes, { name })).rejects.toMatchObject({ code: 'DATA_IMAGE_TOO_LARGE' });
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
  });
});
