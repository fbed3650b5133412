import { decodeImage, type DecodeOptions } from './decodeImage.ts';
import type { Image } from './image.ts';
import { readBytes } from './readBytes.ts';

/**
 * Reads an image file and decodes it with {@link decodeImage}; errors name the path.
 *
 * @throws {DataError} `DATA_CANNOT_READ` for a file that is missing, forbidden or no regular file, or what
 * {@link decodeImage} throws
 */
export async function loadImage(path: string, options: DecodeOptions = {}): Promise<Image> {
  return decodeImage(await readBytes({ path }), { name: path, ...options });
}
