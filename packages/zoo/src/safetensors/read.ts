import { open, type FileHandle } from 'node:fs/promises';
import { ZooError } from '../errors.ts';
import { dtypeBytes, isReadable, toFloat32, type Dtype } from './dtype.ts';
import { PREFIX_BYTES, badFile, headerLength, parseHeader, type TensorEntry } from './header.ts';

/** One tensor of an open file. */
export interface FileTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Its numbers as float32; reads from the file each time. */
  read(): Promise<Float32Array>;
}

/** An open safetensors file; tensors are read one at a time, as they are asked for. */
export interface SafetensorsFile extends AsyncDisposable {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, FileTensor>;
  close(): Promise<void>;
}

/**
 * Opens a safetensors file. Its header is checked against the format's rules and the file's size before
 * anything else is read.
 *
 * @throws ZooError when it cannot be read or breaks a rule.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    throw cannotRead(path, cause);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new ZooError('ZOO_CANNOT_READ', `expected a file for ${path} but it is none`);
    const length = headerLength(
      await readBytes(handle, 0, Math.min(PREFIX_BYTES, stats.size), path),
      stats.size,
      path,
    );
    const start = PREFIX_BYTES + length;
    const header = parseHeader(await readBytes(handle, PREFIX_BYTES, length, path), stats.size - start, path);
    const tensors = [...header.tensors].map(
      ([name, entry]) => [name, fileTensor(handle, name, entry, start, path)] as const,
    );
    const close = (): Promise<void> => handle.close();
    return { metadata: header.metadata, tensors: new Map(tensors), close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await handle.close();
    throw error instanceof ZooError ? error : cannotRead(path, error);
  }
}

function fileTensor(
  handle: FileHandle,
  name: string,
  entry: TensorEntry,
  start: number,
  path: string,
): FileTensor {
  const { dtype, shape, begin, end } = entry;
  return {
    dtype,
    shape,
    read: async () => {
      if (!isReadable(dtype))
        throw badFile(path, `numbers of 16 bits or more for '${name}' but they are ${dtype}`);
      return toFloat32(await readBytes(handle, start + begin, end - begin, path), dtype);
    },
  };
}

/** One read call moves less than 2 GiB, so large tensors come in pieces. */
const MOST_BYTES_A_READ = 2 ** 30;

async function readBytes(
  handle: FileHandle,
  position: number,
  length: number,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const wanted = Math.min(length - done, MOST_BYTES_A_READ);
    const { bytesRead } = await handle.read(bytes, done, wanted, position + done);
    if (bytesRead === 0)
      throw badFile(path, `${length} bytes at byte ${position} but the file ended while it was read`);
    done += bytesRead;
  }
  return bytes;
}

function cannotRead(path: string, cause: unknown): ZooError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ZooError('ZOO_CANNOT_READ', `expected a readable file for ${path} but ${reason}`, { cause });
}

/** Bytes that a tensor takes in a file. */
export function tensorBytes(dtype: Dtype, shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1) * dtypeBytes[dtype];
}
