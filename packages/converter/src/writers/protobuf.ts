/** A message of protocol buffers that is being written: its fields in their order. */
export class MessageWriter {
  readonly #parts: Part[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  int(field: number, value: number): this {
    return this.#put(varint(field * 8)).#put(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#put(varint(field * 8 + 5)).#put(bytes);
  }

  text(field: number, value: string): this {
    const bytes = new TextEncoder().encode(value);
    return this.#put(varint(field * 8 + 2))
      .#put(varint(bytes.length))
      .#put(bytes);
  }

  message(field: number, message: MessageWriter): this {
    this.#put(varint(field * 8 + 2)).#put(varint(message.length));
    this.#parts.push(...message.#parts);
    this.#length += message.length;
    return this;
  }

  /** Bytes that are fetched when the message is written out. */
  later(field: number, length: number, pieces: () => AsyncIterable<Uint8Array>): this {
    this.#put(varint(field * 8 + 2)).#put(varint(length));
    this.#parts.push(pieces);
    this.#length += length;
    return this;
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    for (const part of this.#parts) {
      if (typeof part === 'function') yield* part();
      else yield part;
    }
  }

  #put(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return this;
  }
}

type Part = Uint8Array | (() => AsyncIterable<Uint8Array>);

/** Negative numbers as 64 bits in two's complement, as the format has it. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
