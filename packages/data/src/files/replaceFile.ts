import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DataError } from '../errors.ts';

/**
 * Writes a file, or replaces it. It appears under its name when it is whole and on the disk; after an error there is
 * nothing, or what was there before.
 *
 * @throws {DataError} `DATA_CANNOT_WRITE`
 */
export async function replaceFile(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cannotWrite(path, cause);
  }
}

/** A new name reaches the disk with its folder; some systems cannot sync one. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** The error for a file that cannot be written. */
export function cannotWrite(path: string, cause: unknown): DataError {
  return new DataError(
    'DATA_CANNOT_WRITE',
    `expected a path that can be written for ${path} but received ${(cause as Error).message}: ` +
      'check that its folder exists and is writable',
    { cause },
  );
}
