import { crc32 } from 'node:zlib';
import type { Append } from '@resnext/zoo';

interface Entry {
  readonly name: Uint8Array;
  readonly offset: number;
  readonly size: number;
  readonly checksum: number;
}

/** Numbers of 32 bits end here; ZIP64 has larger ones. */
const LARGE = 0xffffffff;
/** PyTorch maps files into memory, and wants its numbers aligned. */
const ALIGNMENT = 64;
const LOCAL_BYTES = 30;
/** Sizes and checksum follow the data, since they are not known before; names are UTF-8. */
const FLAGS = 0x0808;
const VERSION_ZIP64 = 45;
/** 1 January 1980: the same model makes the same file. */
const DATE = 0x21;

/** Writes a zip of stored members front to back, of any size, one piece in memory at a time. */
export class ZipWriter {
  readonly #append: Append;
  readonly #entries: Entry[] = [];
  #position = 0;

  constructor(append: Append) {
    this.#append = append;
  }

  async add(name: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    const encoded = new TextEncoder().encode(name);
    const offset = this.#position;
    await this.#write(localHeader(encoded, offset));
    let size = 0;
    let checksum = 0;
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      checksum = crc32(piece, checksum);
      size += piece.length;
      await this.#write(piece);
    }
    await this.#write(fields([0x08074b50, 4], [checksum, 4], [size, 8], [size, 8]));
    this.#entries.push({ name: encoded, offset, size, checksum });
  }

  /** The directory, without which it is no zip. */
  async finish(): Promise<void> {
    const start = this.#position;
    for (const entry of this.#entries) await this.#write(directoryEntry(entry));
    const size = this.#position - start;
    const count = this.#entries.length;
    const end = this.#position;
    await this.#write(
      fields(
        [0x06064b50, 4], [44, 8], [VERSION_ZIP64, 2], [VERSION_ZIP64, 2], [0, 4], [0, 4],
        [count, 8], [count, 8], [size, 8], [start, 8],
      ), // prettier-ignore
    );
    await this.#write(fields([0x07064b50, 4], [0, 4], [end, 8], [1, 4]));
    const small = Math.min(count, 0xffff);
    await this.#write(
      fields(
        [0x06054b50, 4],
        [0, 2],
        [0, 2],
        [small, 2],
        [small, 2],
        [Math.min(size, LARGE), 4],
        [Math.min(start, LARGE), 4],
        [0, 2],
      ),
    );
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#append(bytes);
    this.#position += bytes.length;
  }
}

/** Its extra field says that sizes have 8 bytes, and pads the data to a multiple of 64. */
function localHeader(name: Uint8Array, offset: number): Uint8Array {
  const fixed = LOCAL_BYTES + name.length + 20 + 4;
  const padding = (ALIGNMENT - ((offset + fixed) % ALIGNMENT)) % ALIGNMENT;
  const header = fields(
    [0x04034b50, 4], [VERSION_ZIP64, 2], [FLAGS, 2], [0, 2], [0, 2], [DATE, 2], [0, 4],
    [LARGE, 4], [LARGE, 4], [name.length, 2], [24 + padding, 2],
  ); // prettier-ignore
  const extra = fields([1, 2], [16, 2], [0, 8], [0, 8], [0x4246, 2], [padding, 2]);
  return joined(header, name, extra, new Uint8Array(padding));
}

function directoryEntry({ name, offset, size, checksum }: Entry): Uint8Array {
  const header = fields(
    [0x02014b50, 4], [VERSION_ZIP64, 2], [VERSION_ZIP64, 2], [FLAGS, 2], [0, 2], [0, 2], [DATE, 2], [checksum, 4],
    [LARGE, 4], [LARGE, 4], [name.length, 2], [28, 2], [0, 2], [0, 2], [0, 2], [0, 4], [LARGE, 4],
  ); // prettier-ignore
  return joined(header, name, fields([1, 2], [24, 2], [size, 8], [size, 8], [offset, 8]));
}

/** Numbers and how many bytes each takes, little endian. */
function fields(...values: readonly (readonly [value: number, bytes: 2 | 4 | 8])[]): Uint8Array {
  const bytes = new Uint8Array(values.reduce((sum, [, length]) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, length] of values) {
    if (length === 2) view.setUint16(at, value, true);
    else if (length === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += length;
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
