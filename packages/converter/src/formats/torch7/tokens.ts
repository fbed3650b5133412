import { Cursor } from '../../bytes/cursor.ts';
import type { ByteSource } from '../../bytes/source.ts';
import { dtypeBytes, type Dtype } from '@resnext/zoo';
import type { TorchStorage } from './object.ts';

/** The three ways in which Torch writes the same things: with longs of 8 or 4 bytes, or as text. */
export interface Tokens {
  readonly position: number;
  readonly remaining: number;
  int(): number;
  long(): number;
  double(): number;
  text(length: number, what: string): string;
  numbers(dtype: Dtype, count: number): TorchStorage;
  skip(length: number, what: string): void;
  bad(problem: string): Error;
}

export class BinaryTokens implements Tokens {
  readonly #cursor: Cursor;
  readonly #longBytes: 4 | 8;

  constructor(source: ByteSource, longBytes: 4 | 8) {
    this.#cursor = new Cursor(source);
    this.#longBytes = longBytes;
  }

  get position(): number {
    return this.#cursor.position;
  }

  get remaining(): number {
    return this.#cursor.remaining;
  }

  int(): number {
    return this.#cursor.i32();
  }

  long(): number {
    return this.#longBytes === 4 ? this.#cursor.i32() : Number(this.#cursor.i64());
  }

  double(): number {
    return this.#cursor.f64();
  }

  text(length: number, what: string): string {
    return this.#cursor.text(length, what);
  }

  numbers(dtype: Dtype, count: number): TorchStorage {
    // A long of Torch's is the machine's.
    const type = dtype === 'I64' && this.#longBytes === 4 ? 'I32' : dtype;
    const { position } = this.#cursor;
    this.#cursor.skip(count * dtypeBytes[type], `a storage of ${count} numbers`);
    return { dtype: type, numbers: count, position };
  }

  skip(length: number, what: string): void {
    this.#cursor.skip(length, what);
  }

  bad(problem: string): Error {
    return this.#cursor.bad(problem);
  }
}

const NEWLINE = 0x0a;
/** The longest number that Torch prints takes half of it. */
const MOST_DIGITS = 64;

export class TextTokens implements Tokens {
  readonly #cursor: Cursor;

  constructor(source: ByteSource) {
    this.#cursor = new Cursor(source);
  }

  get position(): number {
    return this.#cursor.position;
  }

  get remaining(): number {
    return this.#cursor.remaining;
  }

  int(): number {
    return this.#whole();
  }

  long(): number {
    return this.#whole();
  }

  double(): number {
    return this.#number();
  }

  text(length: number, what: string): string {
    const text = this.#cursor.text(length, what);
    if (length > 0) this.#newline();
    return text;
  }

  numbers(dtype: Dtype, count: number): TorchStorage {
    const { position } = this.#cursor;
    if (dtype === 'U8' || dtype === 'I8') {
      // Characters stand for themselves.
      this.#cursor.skip(count, `a storage of ${count} bytes`);
      if (count > 0) this.#newline();
      return { dtype, numbers: count, position };
    }
    // Each number takes a digit and a space, but for the last.
    this.#cursor.need(Math.max(0, 2 * count - 1), `a storage of ${count} numbers`);
    const values = Float32Array.from({ length: count }, () => this.#number());
    return { dtype, numbers: count, position, values };
  }

  skip(length: number, what: string): void {
    this.#cursor.skip(length, what);
    if (length > 0) this.#newline();
  }

  bad(problem: string): Error {
    return this.#cursor.bad(problem);
  }

  #whole(): number {
    const value = this.#number();
    if (!Number.isInteger(value)) throw this.bad(`a whole number but it is ${value}`);
    return value;
  }

  /** Space before it is passed over, and the one character after it that ends it. */
  #number(): number {
    let byte = this.#cursor.u8();
    while (isSpace(byte)) byte = this.#cursor.u8();
    let text = '';
    while (!isSpace(byte)) {
      text += String.fromCharCode(byte);
      if (text.length > MOST_DIGITS) throw this.bad(`a number of at most ${MOST_DIGITS} characters`);
      if (this.#cursor.remaining === 0) break;
      byte = this.#cursor.u8();
    }
    if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    if (/^[+-]?nan$/i.test(text)) return NaN;
    const value = /^[+-]?[0-9.]+(e[+-]?[0-9]+)?$/i.test(text) ? Number(text) : NaN;
    if (Number.isNaN(value)) throw this.bad(`a number but it is ${JSON.stringify(text)}`);
    return value;
  }

  #newline(): void {
    if (this.#cursor.remaining === 0) return;
    if (this.#cursor.u8() !== NEWLINE) this.#cursor.position--;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
