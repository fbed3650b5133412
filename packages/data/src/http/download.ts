import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DataError } from '../errors.ts';
import { isFile, isMissing } from '../files/exists.ts';
import { cannotWrite, syncFolder } from '../files/replaceFile.ts';
import { readUrl, type ReadUrlOptions } from './readUrl.ts';

/** A file that is known before it is fetched. */
export interface KnownFile {
  /** Its length in bytes. */
  readonly size: number;
  /** In hex. */
  readonly md5: string;
}

/** How {@link download} fetches. */
export interface DownloadOptions extends Omit<ReadUrlOptions, 'start'> {
  /** Told of every piece that has come. */
  onProgress?: (progress: DownloadProgress) => void;
}

export interface DownloadProgress {
  readonly url: string;
  /** Bytes that are here. */
  readonly received: number;
  /** Bytes in all. */
  readonly size: number;
}

/**
 * Fetches a file. While it is not whole it is called `PATH.part`; that part stays when the network fails or the process
 * ends, and the next call goes on from there. It gets its name when its checksum is right, and is gone when it is not.
 *
 * Two processes that fetch the same file write the same bytes in the same places, so they do not disturb each other.
 *
 * @throws {DataError} `DATA_CANNOT_DOWNLOAD`, `DATA_CHECKSUM_MISMATCH`, `DATA_CANNOT_WRITE`; an `AbortError` when the
 * signal says so
 */
export async function download(
  url: string,
  path: string,
  known: KnownFile,
  options: DownloadOptions = {},
): Promise<void> {
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true }).catch(rethrow(path));
  const resumed = await fetchRest(url, part, known.size, options);
  try {
    if ((await hashOf(part)) === known.md5) {
      await rename(part, path);
      return await syncFolder(dirname(path));
    }
  } catch (cause) {
    // Another process has completed the same file.
    if (isMissing(cause) && (await isFile(path))) return;
    throw cannotWrite(path, cause);
  }
  await rm(part, { force: true });
  // What another run left may have been another file's beginning.
  if (resumed) return download(url, path, known, options);
  throw new DataError(
    'DATA_CHECKSUM_MISMATCH',
    `expected a file with the MD5 ${known.md5} at ${url} but received another one, which was deleted: ` +
      'fetch it from somewhere else',
  );
}

/** Completes a part, and says whether some of it was there. What a server sends beyond the size is not read. */
async function fetchRest(
  url: string,
  part: string,
  size: number,
  options: DownloadOptions,
): Promise<boolean> {
  const { onProgress, ...reading } = options;
  const file = await open(part, constants.O_RDWR | constants.O_CREAT).catch(rethrow(part));
  try {
    let received = (await file.stat()).size;
    const resumed = received > 0;
    if (received < size) {
      for await (const chunk of readUrl(url, { ...reading, start: received })) {
        const wanted = Math.min(chunk.length, size - received);
        await file.write(chunk, 0, wanted, received).catch(rethrow(part));
        received += wanted;
        onProgress?.({ url, received, size });
        if (received === size) break;
      }
    }
    await file.sync().catch(rethrow(part));
    return resumed;
  } finally {
    await file.close();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function rethrow(path: string): (cause: unknown) => never {
  return (cause) => {
    throw cannotWrite(path, cause);
  };
}
