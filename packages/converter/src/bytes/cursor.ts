import { badFile } from '../errors.ts';
import type { ByteSource } from './source.ts';

/** Fetched at a time: most of what describes a file is a few bytes long. */
const WINDOW_BYTES = 1 << 16;

/** Reads a source from front to back, little endian. Nothing is read, or allocated, that is not there. */
export class Cursor {
  position: number;
  readonly end: number;
  readonly source: ByteSource;
  #window: Uint8Array<ArrayBuffer> = new Uint8Array();
  #view = new DataView(this.#window.buffer);
  #windowStart = 0;

  constructor(source: ByteSource, position = 0, end = source.size) {
    this.source = source;
    this.position = position;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  u8(): number {
    const at = this.#take(1);
    return this.#view.getUint8(at);
  }

  u16(): number {
    const at = this.#take(2);
    return this.#view.getUint16(at, true);
  }

  u32(): number {
    const at = this.#take(4);
    return this.#view.getUint32(at, true);
  }

  i32(): number {
    const at = this.#take(4);
    return this.#view.getInt32(at, true);
  }

  f32(): number {
    const at = this.#take(4);
    return this.#view.getFloat32(at, true);
  }

  f64(): number {
    const at = this.#take(8);
    return this.#view.getFloat64(at, true);
  }

  i64(): bigint {
    const at = this.#take(8);
    return this.#view.getBigInt64(at, true);
  }

  u64(): bigint {
    const at = this.#take(8);
    return this.#view.getBigUint64(at, true);
  }

  /** A count, size or offset of 8 bytes. */
  size64(what: string): number {
    const value = this.i64();
    if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER))
      throw this.bad(`a size for ${what} but it says ${value}`);
    return Number(value);
  }

  bytes(length: number, what: string): Uint8Array<ArrayBuffer> {
    this.need(length, what);
    if (length > WINDOW_BYTES) {
      const bytes = this.source.bytes(this.position, length);
      this.position += length;
      return bytes;
    }
    const at = length === 0 ? 0 : this.#take(length);
    return this.#window.slice(at, at + length);
  }

  text(length: number, what: string): string {
    return new TextDecoder().decode(this.bytes(length, what));
  }

  skip(length: number, what: string): void {
    this.need(length, what);
    this.position += length;
  }

  /** @throws ConverterError when fewer bytes follow. */
  need(length: number, what: string): void {
    if (!Number.isSafeInteger(length) || length < 0)
      throw this.bad(`a length for ${what} but it says ${length}`);
    if (length > this.remaining) {
      throw this.bad(
        `${length} bytes for ${what} but only ${this.remaining} follow; it is truncated or damaged`,
      );
    }
  }

  bad(problem: string): Error {
    return badFile(this.source.name, `at byte ${this.position} ${problem}`);
  }

  /** Moves on by `length` bytes, which are now in the window, and says where. */
  #take(length: number): number {
    const start = this.position - this.#windowStart;
    if (start < 0 || start + length > this.#window.length) {
      this.need(length, 'what comes next');
      this.#windowStart = this.position;
      this.#window = this.source.bytes(
        this.position,
        Math.min(Math.max(length, WINDOW_BYTES), this.remaining),
      );
      this.#view = new DataView(this.#window.buffer, this.#window.byteOffset, this.#window.length);
      this.position += length;
      return 0;
    }
    this.position += length;
    return start;
  }
}
