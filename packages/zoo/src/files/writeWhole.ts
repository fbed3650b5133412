import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ZooError } from '../errors.ts';

/** Appends bytes to the file that is being written. */
export type Append = (bytes: Uint8Array) => Promise<void>;

/**
 * Writes a file that appears under its name when it is whole and on the disk; after an error there is
 * nothing, or what was there before.
 *
 * @throws ZooError when it cannot be written; what `write` throws.
 */
export async function writeWhole(path: string, write: (append: Append) => Promise<void>): Promise<void> {
  const target = resolve(path);
  // Unpredictable, so that two writers of one file do not meet.
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    const file = new BufferedFile(handle);
    try {
      await write((bytes) => file.append(bytes));
      await file.finish();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (cause) {
    await rm(temporary, { force: true });
    // What fails in making the bytes is not about this file.
    if (!isSystemError(cause)) throw cause;
    throw new ZooError('ZOO_CANNOT_WRITE', `expected to write ${path} but ${cause.message}`, { cause });
  }
}

/** Every call of the system has its price, and models have many small tensors. */
const BUFFER_BYTES = 1 << 18;
/** Written without a look at what else is to be done. */
const PAUSE_BYTES = 1 << 25;

class BufferedFile {
  readonly #handle: FileHandle;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #waiting = 0;
  #sincePause = 0;
  #syncing: Promise<void> | undefined;
  #failure: unknown;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#waiting + bytes.length > BUFFER_BYTES) this.#flush();
    if (bytes.length > BUFFER_BYTES) {
      this.#write(bytes);
    } else {
      this.#buffer.set(bytes, this.#waiting);
      this.#waiting += bytes.length;
    }
    if (this.#sincePause < PAUSE_BYTES) return;
    this.#sincePause = 0;
    // The disk works while the rest is made. What goes wrong there is said once, and kept till the end.
    this.#syncing ??= this.#handle
      .datasync()
      .catch((error: unknown) => void (this.#failure ??= error))
      .finally(() => (this.#syncing = undefined));
    await setImmediate();
  }

  async finish(): Promise<void> {
    this.#flush();
    await this.#syncing;
    if (this.#failure !== undefined) throw this.#failure as Error;
    await this.#handle.sync();
  }

  #flush(): void {
    this.#write(this.#buffer.subarray(0, this.#waiting));
    this.#waiting = 0;
  }

  /** At once: to hand so many pieces to another thread and wait for it takes longer than to write them. */
  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#handle.fd, bytes, done, bytes.length - done);
    }
    this.#sincePause += bytes.length;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** The rename itself reaches the disk with the folder; some systems cannot sync one. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
