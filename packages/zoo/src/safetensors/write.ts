import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ZooError } from '../errors.ts';
import { PREFIX_BYTES } from './header.ts';
import { tensorBytes } from './read.ts';

/** What is written of a tensor; `read` is called once, when its turn comes. */
export interface WritableTensor {
  readonly dtype: 'F32' | 'I64';
  readonly shape: readonly number[];
  read(): Promise<Float32Array>;
}

/**
 * Writes a safetensors file, one tensor in memory at a time. It appears under its name when it is whole
 * and on the disk; after an error there is nothing, or what was there before.
 *
 * @throws ZooError when it cannot be written.
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, WritableTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const target = resolve(path);
  // Unpredictable, so that two writers of one file do not meet.
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await writeAll(handle, header(tensors, metadata));
      for (const tensor of tensors.values()) await writeAll(handle, encode(tensor, await tensor.read()));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (cause) {
    await rm(temporary, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ZooError('ZOO_CANNOT_WRITE', `expected to write ${path} but ${reason}`, { cause });
  }
}

function header(
  tensors: ReadonlyMap<string, WritableTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0;
  const entries = [...tensors].map(([name, { dtype, shape }]) => {
    const begin = end;
    end += tensorBytes(dtype, shape);
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const text = new TextEncoder().encode(json);
  // Spaces up to 8 bytes, so that every float in the file is aligned.
  const bytes = new Uint8Array(PREFIX_BYTES + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(bytes.length - PREFIX_BYTES), true);
  bytes.set(text, PREFIX_BYTES);
  return bytes;
}

function encode({ dtype }: WritableTensor, values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(tensorBytes(dtype, [values.length]));
  const view = new DataView(bytes.buffer);
  if (dtype === 'I64') values.forEach((value, i) => view.setBigInt64(i * 8, BigInt(value), true));
  else values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return bytes;
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}

/** The rename itself reaches the disk with the folder; some systems cannot sync one. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
