import { closeSync, fstatSync, openSync, readSync, read as readAsync } from 'node:fs';
import { promisify } from 'node:util';
import { ConverterError, badFile } from '../errors.ts';

const readPromise = promisify(readAsync);

/**
 * Bytes in a file or in memory, of which parts are fetched as they are needed. What describes a file is
 * small and read at once; numbers are many, and waited for.
 */
export interface ByteSource {
  /** What errors call it. */
  readonly name: string;
  readonly size: number;
  /** @throws ConverterError when the bytes are not there. */
  bytes(position: number, length: number): Uint8Array<ArrayBuffer>;
  /** Fills `target`; many bytes, without holding up others. */
  fill(position: number, target: Uint8Array): Promise<void>;
  /** The same at once: for pieces of which each is soon read. */
  fillNow(position: number, target: Uint8Array): void;
  close(): void;
}

/** A part of a source as a source of its own. */
export function sliceOf(source: ByteSource, position: number, length: number, name: string): ByteSource {
  checkRange(source, position, length);
  const slice: ByteSource = {
    name,
    size: length,
    bytes: (at, count) => {
      checkRange(slice, at, count);
      return source.bytes(position + at, count);
    },
    fill: (at, target) => {
      checkRange(slice, at, target.length);
      return source.fill(position + at, target);
    },
    fillNow: (at, target) => {
      checkRange(slice, at, target.length);
      source.fillNow(position + at, target);
    },
    close: () => source.close(),
  };
  return slice;
}

export function memorySource(memory: Uint8Array, name: string): ByteSource {
  const source: ByteSource = {
    name,
    size: memory.length,
    bytes: (position, length) => {
      checkRange(source, position, length);
      // Not `memory.slice`: a Buffer's shares its memory.
      return new Uint8Array(memory.subarray(position, position + length));
    },
    fill: async (position, target) => source.fillNow(position, target),
    fillNow: (position, target) => {
      checkRange(source, position, target.length);
      target.set(memory.subarray(position, position + target.length));
    },
    close: () => {},
  };
  return source;
}

/** One read call moves less than 2 GiB, so more comes in pieces. */
const MOST_BYTES_A_READ = 2 ** 30;

/** @throws ConverterError when there is no such file. */
export function fileSource(path: string): ByteSource {
  let descriptor: number;
  let size: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    throw cannotRead(path, cause);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error('it is no file');
    size = stats.size;
  } catch (cause) {
    closeSync(descriptor);
    throw cannotRead(path, cause);
  }
  let open = true;
  const source: ByteSource = {
    name: path,
    size,
    bytes: (position, length) => {
      checkRange(source, position, length);
      const bytes = new Uint8Array(length);
      source.fillNow(position, bytes);
      return bytes;
    },
    fillNow: (position, target) => {
      checkRange(source, position, target.length);
      for (let done = 0; done < target.length;) {
        const wanted = Math.min(target.length - done, MOST_BYTES_A_READ);
        done += moved(readSync(descriptor, target, done, wanted, position + done), path);
      }
    },
    fill: async (position, target) => {
      checkRange(source, position, target.length);
      for (let done = 0; done < target.length;) {
        const wanted = Math.min(target.length - done, MOST_BYTES_A_READ);
        done += moved((await readPromise(descriptor, target, done, wanted, position + done)).bytesRead, path);
      }
    },
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
  return source;
}

function moved(bytes: number, path: string): number {
  if (bytes === 0)
    throw badFile(path, 'as many bytes as it had when it was opened, but it ended while it was read');
  return bytes;
}

/** @throws ConverterError when the source does not have all of these bytes. */
export function checkRange(
  { name, size }: Pick<ByteSource, 'name' | 'size'>,
  position: number,
  length: number,
): void {
  if (!(Number.isSafeInteger(position) && Number.isSafeInteger(length) && position >= 0 && length >= 0)) {
    throw badFile(name, `places that exist, but it points to ${length} bytes at byte ${position}`);
  }
  if (position + length > size) {
    throw badFile(
      name,
      `${length} bytes at byte ${position} but it ends after ${size}; it is truncated or damaged`,
    );
  }
}

function cannotRead(path: string, cause: unknown): ConverterError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConverterError('CONVERTER_CANNOT_READ', `expected a readable file for ${path} but ${reason}`, {
    cause,
  });
}
