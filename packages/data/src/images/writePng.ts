import sharp from 'sharp';
import { checkChoice, invalidOption } from '../check.ts';
import { replaceFile } from '../files/replaceFile.ts';
import type { Image } from './image.ts';

/**
 * Encodes an image as PNG, without loss.
 *
 * @throws {DataError} `DATA_INVALID_OPTION` if the pixels do not fill the size that the image states
 */
export async function encodePng({ pixels, height, width, channels }: Image): Promise<Uint8Array> {
  checkChoice('channels', channels, [1, 3]);
  if (pixels.length === 0 || pixels.length !== height * width * channels) {
    throw invalidOption(
      'the length of pixels',
      `${height} * ${width} * ${channels}, and more than 0,`,
      pixels.length,
    );
  }
  const bytes = await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();
  return new Uint8Array(bytes);
}

/**
 * Writes an image as a PNG file. The file appears whole or not at all.
 *
 * @throws {DataError} `DATA_CANNOT_WRITE`, or `DATA_INVALID_OPTION` as {@link encodePng} does
 */
export async function writePng(path: string, image: Image): Promise<void> {
  await replaceFile(path, [await encodePng(image)]);
}
