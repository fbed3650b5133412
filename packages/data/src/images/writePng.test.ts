import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits } from '../datasets/digits.ts';
import { decodeImage } from './decodeImage.ts';
import { toImage, type Image } from './image.ts';
import { loadImage } from './loadImage.ts';
import { encodePng, writePng } from './writePng.ts';

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'resnext-data-'));

describe('encodePng', () => {
  it('loses nothing', async () => {
    const side = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.constantFrom(1 as const, 3 as const),
        fc.nat(255),
        async (height, width, channels, first) => {
          const pixels = Uint8Array.from(
            { length: height * width * channels },
            (_, index) => first + index * 37,
          );
          const image: Image = { pixels, height, width, channels };
          const decoded = await decodeImage(await encodePng(image), { channels });
          expect(decoded).toEqual(image);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('refuses pixels that do not fill the image', async () => {
    await expect(encodePng({ pixels: new Uint8Array(5), height: 2, width: 2, channels: 1 })).rejects.toThrow(
      'expected 2 * 2 * 1, and more than 0, for the length of pixels but received 5',
    );
  });
});

describe('writePng', () => {
  it('writes a digit that reads back as it was', async () => {
    const folder = await temporaryFolder();
    const digit = toImage(digits({ split: 'test' }).get(0));
    await writePng(join(folder, 'digit.png'), digit);
    expect(await readdir(folder)).toEqual(['digit.png']);
    expect([...(await loadImage(join(folder, 'digit.png'), { channels: 1 })).pixels]).toEqual([
      ...digit.pixels,
    ]);
  });

  it('leaves nothing behind when it cannot write', async () => {
    const folder = await temporaryFolder();
    const image: Image = { pixels: new Uint8Array(1), height: 1, width: 1, channels: 1 };
    await expect(writePng(join(folder, 'missing', 'digit.png'), image)).rejects.toMatchObject({
      code: 'DATA_CANNOT_WRITE',
    });
    await expect(writePng(folder, image)).rejects.toMatchObject({ code: 'DATA_CANNOT_WRITE' });
    expect(await readdir(folder)).toEqual([]);
  });
});
