/** Writes pickles of protocol 2, as far as a state dict needs them. */
export class PickleWriter {
  readonly #bytes: number[] = [0x80, 2];

  mark(): this {
    return this.#op('(');
  }

  tuple(): this {
    return this.#op('t');
  }

  reduce(): this {
    return this.#op('R');
  }

  persistent(): this {
    return this.#op('Q');
  }

  /** Pairs since the last mark, into the dictionary before it. */
  setItems(): this {
    return this.#op('u');
  }

  bool(value: boolean): this {
    return this.#op(value ? '\x88' : '\x89');
  }

  orderedDict(): this {
    return this.global('collections', 'OrderedDict').#op(')').reduce();
  }

  global(module: string, name: string): this {
    return this.#op('c').#text(`${module}\n${name}\n`);
  }

  string(value: string): this {
    const { length } = new TextEncoder().encode(value);
    return this.#op('X').#little(length, 4).#text(value);
  }

  /** A whole number of at most 6 bytes. */
  int(value: number): this {
    if (value < 2 ** 31) return this.#op('J').#little(value, 4);
    return this.#op('\x8a').#little(7, 1).#little(value, 7);
  }

  ints(values: readonly number[]): this {
    this.mark();
    for (const value of values) this.int(value);
    return this.tuple();
  }

  finish(): Uint8Array {
    this.#op('.');
    return Uint8Array.from(this.#bytes);
  }

  #op(opcode: string): this {
    this.#bytes.push(opcode.charCodeAt(0));
    return this;
  }

  #text(text: string): this {
    for (const byte of new TextEncoder().encode(text)) this.#bytes.push(byte);
    return this;
  }

  #little(value: number, bytes: number): this {
    for (let i = 0, rest = value; i < bytes; i++, rest = Math.floor(rest / 256)) this.#bytes.push(rest % 256);
    return this;
  }
}
