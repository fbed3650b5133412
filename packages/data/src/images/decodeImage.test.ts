import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage, type DecodeOptions } from './decodeImage.ts';
import { encodePng } from './writePng.ts';

interface GoldenCase {
  source: string;
  options: DecodeOptions;
  result: string;
}

const asset = (name: string) => readFile(new URL(`../../test-assets/${name}`, import.meta.url));
const cases = JSON.parse((await asset('pil/cases.json')).toString()) as GoldenCase[];
const grey = (height: number, width: number, value = 255) =>
  encodePng({ pixels: new Uint8Array(height * width).fill(value), height, width, channels: 1 });

describe('decodeImage', () => {
  it.each(cases)('equals Pillow bit for bit: $source $options', async ({ source, options, result }) => {
    const expected = await sharp(await asset(result))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { pixels, height, width, channels } = await decodeImage(await asset(source), options);
    expect([height, width]).toEqual([expected.info.height, expected.info.width]);
    // sharp may widen grey to three equal channels.
    const step = expected.info.channels / channels;
    expect(Buffer.from(pixels).equals(expected.data.filter((_, index) => index % step === 0))).toBe(true);
  });

  it('keeps the high byte of 16-bit grey, which Pillow would clip to white', async () => {
    const bytes = await sharp(Uint16Array.from([0, 0x1234, 0x80ff, 0xffff]), {
      raw: { width: 2, height: 2, channels: 1 },
    })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect([...(await decodeImage(bytes, { channels: 1 })).pixels]).toEqual([0, 0x12, 0x80, 0xff]);
  });

  it('pads with 0 what is smaller than the crop, the odd pixel at the bottom and right', async () => {
    const { pixels, height, width } = await decodeImage(await grey(1, 2), { crop: 4, channels: 1 });
    expect([height, width]).toEqual([4, 4]);
    expect([...pixels]).toEqual([0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('stays quick and small for a sliver that a resize stretches without bound', async () => {
    const image = await decodeImage(await grey(1, 100_000), { resize: 256, crop: 224 });
    expect(image.pixels.length).toBe(224 * 224 * 3);
  });

  it('refuses an image of too many pixels, and a result of too many', async () => {
    await expect(
      decodeImage(await grey(20, 30), { limitInputPixels: 599, name: 'big.png' }),
    ).rejects.toMatchObject({
      code: 'DATA_IMAGE_TOO_LARGE',
      message: expect.stringContaining('at most 599 pixels for big.png but received 30x20') as string,
    });
    await expect(decodeImage(await grey(1, 100_000), { resize: 256 })).rejects.toMatchObject({
      code: 'DATA_IMAGE_TOO_LARGE',
    });
  });

  it.each([
    ['nothing', ''],
    ['text', 'A text file that someone named photo.jpg'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['the mere signature of a JPEG', '\xff\xd8\xff'],
    ['the mere signature of a PNG', '\x89PNG\r\n\x1a\n'],
    ['a file that begins with BM', 'BM, the letters, do not make a bitmap'],
  ])('refuses %s in one sentence', async (_, content) => {
    const error = await decodeImage(Buffer.from(content, 'latin1'), { name: 'photo.jpg' }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ name: 'DataError', code: 'DATA_NOT_AN_IMAGE' });
    expect((error as Error).message).toMatch(/^expected a[^\n]* for photo\.jpg but received [^\n]*$/);
  });

  it('says which formats it reads to those who bring another', async () => {
    const bmp = Buffer.concat([Buffer.from('BM'), Buffer.alloc(12), Buffer.from([40, 0, 0, 0])]);
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1');
    await expect(decodeImage(bmp)).rejects.toMatchObject({ code: 'DATA_UNSUPPORTED_IMAGE' });
    await expect(decodeImage(heic)).rejects.toThrow('for bytes but received HEIC: convert it');
  });

  it.each(['chelsea.png', 'rocket.jpg'])('refuses %s cut short', async (name) => {
    const bytes = await asset(name);
    await expect(decodeImage(bytes.subarray(0, bytes.length / 2))).rejects.toMatchObject({
      code: 'DATA_NOT_AN_IMAGE',
    });
  });

  it.each([
    { resize: 0 },
    { resize: 2.5 },
    { crop: -1 },
    { interpolation: 'nearest' },
    { channels: 4 },
    { limitInputPixels: 0 },
  ])('refuses the option %o', async (options) => {
    await expect(decodeImage(await grey(2, 2), options as DecodeOptions)).rejects.toMatchObject({
      code: 'DATA_INVALID_OPTION',
    });
  });
});
