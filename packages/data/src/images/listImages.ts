import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { cannotRead } from './cannotRead.ts';

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.tif', '.tiff', '.bmp', '.avif']);

/** Whether a file's name is that of an image, read by this package or not. */
export function isImageName(name: string): boolean {
  return EXTENSIONS.has(extname(name).toLowerCase());
}

/**
 * The image files that a path stands for: of a folder, the files directly in it whose extension is an image's, in the
 * order of their names' code units; any other path stands for itself.
 *
 * @throws {DataError} `DATA_CANNOT_READ` if there is nothing at the path or it may not be read
 */
export async function listImages(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && isImageName(entry.name))
      .map((entry) => join(path, entry.name))
      .sort();
  } catch (cause) {
    throw cannotRead('an image file or a folder', path, cause);
  }
}
