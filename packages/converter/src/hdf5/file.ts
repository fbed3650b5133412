import type { ByteSource } from '../bytes/source.ts';
import { badFile, unsupported } from '../errors.ts';

/*
 * HDF5 as h5py writes weights: groups, contiguous, compact and chunked datasets, attributes
 * (HDF5 File Format Specification, version 3). Every address is checked against the file, chains of
 * addresses have an end, and links and data that lead to other files are refused.
 */

export const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** Groups, datasets and the blocks of them that a file may have before it is no file of weights. */
const MOST_STEPS = 500_000;
const SPARE_BYTES = 1 << 24;

/** A file and the sizes of its numbers. */
export class Hdf5File {
  readonly source: ByteSource;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  /** The address of the root group's header. */
  readonly root: number;
  #base = 0;
  #steps = 0;
  #bytes = 0;

  constructor(source: ByteSource) {
    this.source = source;
    const version = source.bytes(8, 1)[0]!;
    if (version > 3)
      throw unsupported(source.name, `an HDF5 superblock of version 3 at most but it is ${version}`);
    const sizes = source.bytes(version < 2 ? 13 : 9, 2);
    this.offsetBytes = sizes[0]!;
    this.lengthBytes = sizes[1]!;
    if (![4, 8].includes(this.offsetBytes) || ![4, 8].includes(this.lengthBytes)) {
      throw badFile(
        source.name,
        `addresses of 4 or 8 bytes but they have ${this.offsetBytes} and ${this.lengthBytes}`,
      );
    }
    // The base of addresses, two others and the root; in old files also a driver's, and the root's name.
    const old = version < 2;
    const reader = this.at(old ? 24 + 4 * version : 12, (old ? 6 : 4) * this.offsetBytes);
    const base = reader.offset();
    for (let i = 0; i < (old ? 4 : 2); i++) reader.offset();
    this.root = reader.offset();
    this.#base = base;
  }

  /** Bytes at an address of the file. */
  at(address: number, length: number): Block {
    this.#bytes += length;
    // The same large block may be pointed to again and again.
    if (++this.#steps > MOST_STEPS || this.#bytes > 4 * this.source.size + SPARE_BYTES) {
      throw badFile(this.source.name, 'each part of an HDF5 file a few times at most');
    }
    return new Block(this, this.source.bytes(address + this.#base, length));
  }

  /** Where an address is in the source. */
  position(address: number): number {
    return address + this.#base;
  }

  bad(problem: string): Error {
    return badFile(this.source.name, problem);
  }

  unsupported(problem: string): Error {
    return unsupported(this.source.name, problem);
  }
}

/** A piece of an HDF5 file that is read from its front. */
export class Block {
  position = 0;
  readonly #file: Hdf5File;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  constructor(file: Hdf5File, bytes: Uint8Array<ArrayBuffer>) {
    this.#file = file;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get remaining(): number {
    return this.#bytes.length - this.position;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** An unsigned number of 1 to 8 bytes; one of all ones is the address of nothing. */
  uint(bytes: number): number {
    const at = this.#take(bytes);
    let value = 0;
    for (let i = bytes - 1; i >= 0; i--) value = value * 256 + this.#bytes[at + i]!;
    if (value === 256 ** bytes - 1 || value > Number.MAX_SAFE_INTEGER) return UNDEFINED;
    return value;
  }

  offset(): number {
    return this.uint(this.#file.offsetBytes);
  }

  length(): number {
    return this.uint(this.#file.lengthBytes);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#take(length);
    return this.#bytes.slice(at, at + length);
  }

  block(length: number): Block {
    return new Block(this.#file, this.bytes(length));
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** On to a multiple of 8 bytes from the front. */
  align(): void {
    this.skip((8 - (this.position % 8)) % 8);
  }

  /** A text that ends with a zero byte, or where its `length` does. */
  text(length = this.remaining): string {
    const bytes = this.bytes(length);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** A text and the zero byte behind it. */
  zeroTerminated(): string {
    const end = this.#bytes.indexOf(0, this.position);
    if (end < 0) throw this.#file.bad('an end of a name in an HDF5 block');
    const text = this.text(end - this.position);
    this.skip(1);
    return text;
  }

  expect(signature: string): void {
    const found = new TextDecoder('latin1').decode(this.bytes(signature.length));
    if (found !== signature)
      throw this.#file.bad(`an HDF5 block '${signature}' but it is ${JSON.stringify(found)}`);
  }

  #take(length: number): number {
    const at = this.position;
    if (!(length >= 0 && at + length <= this.#bytes.length)) {
      throw this.#file.bad(`${length} bytes in an HDF5 block but ${this.remaining} are left; it is damaged`);
    }
    this.position += length;
    return at;
  }
}

/** The address of nothing. */
export const UNDEFINED = -1;
