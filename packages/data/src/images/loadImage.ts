import { readFile, stat } from 'node:fs/promises';
import { cannotRead } from './cannotRead.ts';
import { decodeImage, type DecodeOptions } from './decodeImage.ts';
import type { Image } from './image.ts';

/**
 * Reads an image file and decodes it with {@link decodeImage}; errors name the path.
 *
 * @throws {DataError} `DATA_CANNOT_READ` for a file that is missing, forbidden or no regular file, or what
 * {@link decodeImage} throws
 */
export async function loadImage(path: string, options: DecodeOptions = {}): Promise<Image> {
  return decodeImage(await readBytes(path), { name: path, ...options });
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    // Reading a pipe or a device could wait or go on for ever.
    if (!(await stat(path)).isFile()) throw new Error('something that is no regular file');
    return await readFile(path);
  } catch (cause) {
    throw cannotRead('an image file', path, cause);
  }
}
