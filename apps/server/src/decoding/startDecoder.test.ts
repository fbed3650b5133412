import { decodeImage, encodePng } from '@resnext/data';
import { imageOptionsOf, type ModelRow } from '@resnext/zoo';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { colourRow } from '../testing/networks.ts';
import { bytes } from '../testing/pixels.ts';
import { startDecoder } from './startDecoder.ts';

const decoder = startDecoder({ threads: 2 });
afterAll(() => decoder.close());

const row: ModelRow = colourRow();
const options = { row, maxPixels: 10_000 };
const png = (height: number, width: number) =>
  encodePng({ pixels: bytes(height * width * 3, height), height, width, channels: 3 });

describe('a decoder', () => {
  it('gives the pixels that decodeImage gives, in order', async () => {
    const files = [await png(30, 40), await png(25, 20), await png(7, 9)];
    const { images, orientations } = await decoder.decode(files, options);
    expect(images.shape).toEqual([3, 16, 16, 3]);
    const expected = [];
    for (const file of files) expected.push((await decodeImage(file, imageOptionsOf(row))).pixels);
    expect(images.values).toEqual(new Uint8Array(Buffer.concat(expected)));
    expect(orientations).toEqual([1, 1, 1]);
  });

  it('leaves the files where they are, also parts of a larger body', async () => {
    const file = await png(30, 40);
    const body = Buffer.concat([Buffer.from('before'), file, Buffer.from('after')]);
    const copy = Buffer.from(body);
    const part = body.subarray(6, 6 + file.length);
    const [whole, cut] = [await decoder.decode([file], options), await decoder.decode([part], options)];
    expect(cut).toEqual(whole);
    expect(body.equals(copy)).toBe(true);
  });

  it('says what the network sees of an image as it is shown', async () => {
    const stored = sharp(bytes(30 * 40 * 3), { raw: { height: 30, width: 40, channels: 3 } });
    // Scaled by 2/3 to 20 by 26, of which 16 by 16 are cut out at (2, 5): in the image 24 by 320/13 pixels.
    const [across, down] = [40 / 26, 30 / 20];
    const seen = { x: 5 * across, y: 2 * down, width: 16 * across, height: 16 * down };
    const turned = { x: 30 - seen.y - seen.height, y: seen.x, width: seen.height, height: seen.width };
    for (const [orientation, frame] of [
      [1, seen],
      [6, turned],
    ] as const) {
      const file = await stored.clone().withMetadata({ orientation }).jpeg().toBuffer();
      const decoded = await decoder.decode([file], options);
      expect(decoded.orientations).toEqual([orientation]);
      for (const key of ['x', 'y', 'width', 'height'] as const) {
        expect(decoded.frames[0]![key]).toBeCloseTo(frame[key], 9);
      }
    }
  });

  it('names the file that is no image', async () => {
    await expect(decoder.decode([await png(5, 5), Buffer.from('text')], options)).rejects.toMatchObject({
      name: 'ServerError',
      code: 'SERVER_BAD_REQUEST',
      message: expect.stringMatching(/^expected a JPEG.* for file 2 but received 4 bytes/),
    });
  });

  it('refuses a file of too many pixels by its header alone', async () => {
    // A GIF of one colour: its size, and no pixel behind it.
    const bomb = Buffer.from(
      'GIF89a\xff\xff\xff\xff\x00\x00\x00,\0\0\0\0\xff\xff\xff\xff\0\x02\x00;',
      'latin1',
    );
    for (const [file, size] of [
      [bomb, '65535x65535'],
      [await png(101, 100), '100x101'],
    ] as const) {
      await expect(decoder.decode([file], options)).rejects.toMatchObject({
        code: 'SERVER_BAD_REQUEST',
        message: `expected at most 10000 pixels for file 1 but received ${size}: send a smaller image`,
      });
    }
  });

  it('refuses a network that takes no pictures', async () => {
    const { preprocessing } = row;
    const four = {
      ...row,
      channels: 4,
      preprocessing: { ...preprocessing, mean: [0, 0, 0, 0], std: [1, 1, 1, 1] },
    };
    await expect(decoder.decode([await png(5, 5)], { ...options, row: four })).rejects.toMatchObject({
      code: 'SERVER_BAD_REQUEST',
      message: 'expected a model of grey or colour images but colours takes 4 channels',
    });
  });

  it('does nothing for those who are gone', async () => {
    await expect(
      decoder.decode([await png(5, 5)], { ...options, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'SERVER_CANCELLED' });
  });

  it('answers what it was asked before it ends', async () => {
    const other = startDecoder({ threads: 1 });
    const answer = other.decode([await png(5, 5), await png(6, 6)], options);
    const closed = other.close();
    expect((await answer).frames).toHaveLength(2);
    await closed;
  });
});
