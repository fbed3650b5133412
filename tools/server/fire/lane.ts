import { Wire, type WireAnswer } from '../../../test/src/support/wire.ts';

/** A client that asks one thing after the other on one connection, for as long as the server keeps it. */
export class Lane {
  readonly address: string;
  #wire: Wire | undefined;

  constructor(address: string) {
    this.address = address;
  }

  /** @throws Error when the connection ends without an answer */
  async ask(bytes: Uint8Array): Promise<WireAnswer> {
    const wire = await this.#connected();
    await wire.send(bytes);
    const answer = await wire.answer();
    if (!answer) throw new Error('the connection ended without an answer');
    if (answer.headers.get('connection') === 'close') this.close();
    return answer;
  }

  /** Several requests at once, and then their answers. */
  async pipeline(requests: readonly Uint8Array[]): Promise<WireAnswer[]> {
    const wire = await this.#connected();
    await wire.send(Buffer.concat(requests));
    const answers = [];
    for (const request of requests) {
      const answer = await wire.answer();
      if (!answer) throw new Error(`the connection ended before the answer to ${request.length} bytes`);
      answers.push(answer);
    }
    return answers;
  }

  /** A connection of its own, for what ends one. */
  async alone<T>(use: (wire: Wire) => Promise<T>): Promise<T> {
    const wire = await Wire.open(this.address);
    try {
      return await use(wire);
    } finally {
      wire.destroy();
    }
  }

  close(): void {
    this.#wire?.destroy();
    this.#wire = undefined;
  }

  async #connected(): Promise<Wire> {
    if (!this.#wire || this.#wire.ended) this.#wire = await Wire.open(this.address);
    return this.#wire;
  }
}
