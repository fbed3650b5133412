import { stat } from 'node:fs/promises';
import { isMissing } from './isMissing.ts';

/** Tells a file from what it was: which one it is, its size, and when it was written; undefined where no file is. */
export async function stampOf(path: string): Promise<string | undefined> {
  try {
    const entry = await stat(path);
    return entry.isFile() ? `${entry.ino} ${entry.size} ${entry.mtimeMs}` : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
