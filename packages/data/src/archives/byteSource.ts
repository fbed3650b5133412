import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read forwards: an archive in a file, or one that comes over the network. */
export interface ByteSource {
  /** The next `length` bytes, or as many as there are before the end. What is read is the caller's. */
  read(length: number): Promise<Buffer>;
  /**
   * Passes over the next `length` bytes.
   *
   * @returns how many there were
   */
  skip(length: number): Promise<number>;
}

/** Headers stand between small files and large ones: one read of a window is worth several of 512 bytes. */
const WINDOW = 4096;

/** A file from its beginning; what is passed over is not read. The file's size must not change meanwhile. */
export function fileSource(file: FileHandle, size: number): ByteSource {
  let position = 0;
  let window: Buffer = Buffer.alloc(0);
  let windowStart = 0;

  async function readAt(start: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    let read = 0;
    while (read < length) {
      const { bytesRead } = await file.read(bytes, read, length - read, start + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  }

  return {
    async read(length) {
      const wanted = Math.min(length, size - position);
      const start = position;
      position += wanted;
      if (wanted > WINDOW) return readAt(start, wanted);
      if (start < windowStart || start + wanted > windowStart + window.length) {
        windowStart = start;
        window = await readAt(start, Math.min(WINDOW, size - start));
      }
      return Buffer.from(window.subarray(start - windowStart, start - windowStart + wanted));
    },
    async skip(length) {
      const passed = Math.min(length, size - position);
      position += passed;
      return passed;
    },
  };
}

/** Chunks, whatever their sizes, one after the other. */
export function streamSource(chunks: AsyncIterator<Uint8Array>): ByteSource {
  let rest: Uint8Array = new Uint8Array(0);

  /** Passes what comes, up to `length` bytes, to `use`. */
  async function take(length: number, use: (bytes: Uint8Array) => void): Promise<number> {
    let taken = 0;
    while (taken < length) {
      if (rest.length === 0) {
        const next = await chunks.next();
        if (next.done) break;
        rest = next.value;
        continue;
      }
      const piece = rest.subarray(0, length - taken);
      rest = rest.subarray(piece.length);
      taken += piece.length;
      use(piece);
    }
    return taken;
  }

  return {
    async read(length) {
      const pieces: Uint8Array[] = [];
      await take(length, (bytes) => pieces.push(bytes));
      return Buffer.concat(pieces);
    },
    skip: (length) => take(length, () => {}),
  };
}
