import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { FileRange } from '../datasets/sample.ts';
import { cannotRead } from './cannotRead.ts';

// Opening a pipe would wait for someone who writes into it.
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The bytes of a file or of a part of it.
 *
 * @throws {DataError} `DATA_CANNOT_READ` for a file that is missing, forbidden, no regular file or shorter than the part
 */
export async function readBytes({ path, offset = 0, length }: FileRange): Promise<Uint8Array> {
  try {
    const file = await open(path, READ);
    try {
      const status = await file.stat();
      // Reading a pipe or a device could go on for ever.
      if (!status.isFile()) throw new Error('something that is no regular file');
      const wanted = length ?? Math.max(0, status.size - offset);
      if (offset + wanted > status.size) {
        throw new Error(`a file of ${status.size} bytes, which ends before byte ${offset + wanted}`);
      }
      return await readFully(file, offset, wanted);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw cannotRead('an image file', path, cause);
  }
}

async function readFully(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) throw new Error(`a file that ended after ${offset + filled} bytes`);
    filled += bytesRead;
  }
  return bytes;
}
