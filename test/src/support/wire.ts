import { connect, type Socket } from 'node:net';

/** An answer as it came: still compressed, if it was. */
export interface WireAnswer {
  readonly status: number;
  /** By lower-case name; of those that came several times, the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** A connection to a server that sends any bytes, HTTP or not, as no well-behaved client does. */
export class Wire {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => {
      this.#received = Buffer.concat([this.#received, piece]);
      this.#wake();
    });
    // A reset ends it as a close does; what had come is what counts.
    socket.on('error', () => {});
    socket.on('close', () => this.#end());
    socket.on('end', () => this.#end());
  }

  /** @throws Error `ECONNREFUSED` where nobody listens */
  static open(address: string): Promise<Wire> {
    const { hostname, port } = new URL(address);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Wire(socket));
      });
    });
  }

  /** Whether the server has ended the connection. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves when the system has taken the bytes, or will take none any more. */
  send(bytes: Uint8Array | string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed || this.#socket.writableEnded) resolve();
      else this.#socket.write(bytes, () => resolve());
    });
  }

  /** Says that nothing more will be sent, and still reads. */
  finish(): void {
    this.#socket.end();
  }

  /** Gone, with a reset where something was unread. */
  destroy(): void {
    this.#socket.destroy();
  }

  /**
   * The next answer.
   *
   * @param milliseconds how long to wait for it
   * @returns undefined when the server ends the connection without a whole one
   * @throws Error when it neither answers nor ends in time
   */
  async answer(milliseconds = 30_000): Promise<WireAnswer | undefined> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const parsed = parseAnswer(this.#received);
      if (parsed) {
        this.#received = this.#received.subarray(parsed.length);
        return parsed.answer;
      }
      if (this.#ended) return undefined;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`no answer and no end within ${milliseconds} ms`);
      await this.#news(left);
    }
  }

  #news(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }
}

/** Sends bytes on a connection of their own, and reads what is answered first. */
export async function exchange(address: string, bytes: Uint8Array | string): Promise<WireAnswer | undefined> {
  const wire = await Wire.open(address);
  try {
    await wire.send(bytes);
    return await wire.answer();
  } finally {
    wire.destroy();
  }
}

interface Parsed {
  readonly answer: WireAnswer;
  /** Bytes that it took. */
  readonly length: number;
}

function parseAnswer(bytes: Buffer): Parsed | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
  if (!status) throw new Error(`expected an answer of HTTP/1.1 but received '${first.slice(0, 100)}'`);
  const headers = new Map(lines.map(headerOf));
  const start = end + 4;
  const body =
    headers.get('transfer-encoding') === 'chunked'
      ? chunkedBody(bytes, start)
      : plainBody(bytes, start, Number(headers.get('content-length') ?? 0));
  if (!body) return undefined;
  // Not the answer itself, but `100 Continue` and its like before it.
  if (status >= 200) return { answer: { status, headers, body: body.value }, length: body.end };
  const next = parseAnswer(bytes.subarray(start));
  return next && { answer: next.answer, length: start + next.length };
}

function headerOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

interface Body {
  readonly value: Buffer;
  readonly end: number;
}

function plainBody(bytes: Buffer, start: number, length: number): Body | undefined {
  const end = start + length;
  return bytes.length < end ? undefined : { value: bytes.subarray(start, end), end };
}

function chunkedBody(bytes: Buffer, start: number): Body | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = parseInt(bytes.toString('latin1', at, line), 16);
    const from = line + 2;
    if (bytes.length < from + size + 2) return undefined;
    at = from + size + 2;
    if (size === 0) return { value: Buffer.concat(chunks), end: at };
    chunks.push(bytes.subarray(from, from + size));
  }
}
