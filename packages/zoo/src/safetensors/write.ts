import { writeWhole } from '../files/writeWhole.ts';
import { littleEndian } from './dtype.ts';
import { PREFIX_BYTES } from './header.ts';
import { tensorBytes } from './read.ts';

/** What is written of a tensor; it is read once, when its turn comes. */
export interface WritableTensor {
  readonly dtype: 'F32' | 'I64';
  readonly shape: readonly number[];
  read(): Promise<Float32Array>;
  /**
   * Its bytes as the file holds them, little endian, in pieces that are used up before the next is asked
   * for: for a tensor that another file holds in just this way, which needs no decoding.
   */
  pieces?(): AsyncIterable<Uint8Array>;
}

/**
 * Writes a safetensors file, one tensor in memory at a time. It appears under its name when it is whole
 * and on the disk; after an error there is nothing, or what was there before.
 *
 * @throws ZooError when it cannot be written.
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, WritableTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  return writeWhole(path, async (append) => {
    await append(header(tensors, metadata));
    for (const tensor of tensors.values()) {
      for await (const piece of piecesOf(tensor)) await append(piece);
    }
  });
}

/** A tensor's bytes as files hold them: little endian. */
export async function* piecesOf(tensor: WritableTensor): AsyncGenerator<Uint8Array> {
  if (tensor.pieces) yield* tensor.pieces();
  else yield encode(tensor, await tensor.read());
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
  if (dtype === 'F32' && littleEndian) {
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
  const bytes = new Uint8Array(tensorBytes(dtype, [values.length]));
  const view = new DataView(bytes.buffer);
  if (dtype === 'I64') values.forEach((value, i) => view.setBigInt64(i * 8, BigInt(value), true));
  else values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return bytes;
}
