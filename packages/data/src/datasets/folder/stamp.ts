import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a folder looked like; when a name in it comes, goes or changes, so does this. */
export interface Stamp {
  /** Relative to the root of the dataset. */
  readonly path: string;
  readonly inode: string;
  /** When it was changed last, in nanoseconds. */
  readonly modified: string;
  /** Whether that was so long before the listing that no later change can carry the same time. */
  readonly isSettled: boolean;
}

/** File systems count time in steps of up to two seconds (FAT), and servers' clocks differ from ours. */
const STEP = 3n * 1_000_000_000n;

export async function stampOf(root: string, path: string): Promise<Stamp> {
  const { ino, mtimeNs } = await stat(join(root, path), { bigint: true });
  const now = BigInt(Date.now()) * 1_000_000n;
  return { path, inode: String(ino), modified: String(mtimeNs), isSettled: now - mtimeNs > STEP };
}

/** Whether a folder is surely as it was. */
export async function isUnchanged(root: string, stamp: Stamp): Promise<boolean> {
  if (!stamp.isSettled) return false;
  const now = await stampOf(root, stamp.path).catch(() => undefined);
  return now?.inode === stamp.inode && now.modified === stamp.modified;
}
