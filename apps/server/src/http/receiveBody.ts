import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib';
import { ServerError } from '../errors.ts';
import { badRequest } from '../protocol/badRequest.ts';

export interface ReceiveOptions {
  /** Before and after decompression. */
  readonly maxBytes: number;
  /** Called with bytes before they are kept; throws where there is no room. */
  readonly take: (bytes: number) => void;
}

/**
 * A request's body in memory of its own, decompressed.
 *
 * @throws ServerError `SERVER_TOO_LARGE`, `SERVER_UNSUPPORTED_TYPE`, `SERVER_BAD_REQUEST`, `SERVER_CANCELLED`
 */
export async function receiveBody(
  request: IncomingMessage,
  { maxBytes, take }: ReceiveOptions,
): Promise<Uint8Array> {
  try {
    return await receive(request, { maxBytes, take });
  } catch (error) {
    if (error instanceof ServerError || request.complete) throw error;
    throw cutOff(error);
  }
}

async function receive(request: IncomingMessage, { maxBytes, take }: ReceiveOptions): Promise<Uint8Array> {
  const { headers } = request;
  const declared = Number(headers['content-length'] ?? NaN);
  if (declared > maxBytes) throw tooLarge(declared, maxBytes);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') {
    return Number.isNaN(declared) ? collect(request, { maxBytes, take }) : fill(request, declared, take);
  }
  const codec = codecOf(encoding);
  feed(codec, request, maxBytes);
  try {
    return await collect(codec, { maxBytes, take });
  } catch (cause) {
    if (cause instanceof ServerError) throw cause;
    const { message } = cause as Error;
    throw badRequest(`expected a body in ${encoding} but received what is none: ${message}`, { cause });
  } finally {
    request.unpipe(codec);
    codec.destroy();
  }
}

/** Node's parser sees to it that a body has the length that it declares. */
async function fill(
  request: IncomingMessage,
  bytes: number,
  take: (bytes: number) => void,
): Promise<Uint8Array> {
  take(bytes);
  const body = Buffer.allocUnsafeSlow(bytes);
  let received = 0;
  for await (const chunk of chunksOf(request)) received += chunk.copy(body, received);
  return body;
}

async function collect(stream: Readable, { maxBytes, take }: ReceiveOptions): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of chunksOf(stream)) {
    received += chunk.length;
    if (received > maxBytes) throw tooLarge('more', maxBytes);
    take(chunk.length);
    chunks.push(chunk);
  }
  const body = Buffer.allocUnsafeSlow(received);
  let offset = 0;
  for (const chunk of chunks) offset += chunk.copy(body, offset);
  return body;
}

/** A stream that is left early stays open: the answer has to go back on its connection. */
function chunksOf(stream: Readable): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => stream.iterator({ destroyOnReturn: false }) };
}

function codecOf(encoding: string): Gunzip | Inflate {
  switch (encoding.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    default:
      throw new ServerError(
        'SERVER_UNSUPPORTED_TYPE',
        `expected gzip, deflate or identity for Content-Encoding but received ${encoding}`,
      );
  }
}

/** Lets the codec have what comes, and know when no more does. */
function feed(codec: Gunzip | Inflate, request: IncomingMessage, maxBytes: number): void {
  let compressed = 0;
  request.on('data', (chunk: Buffer) => {
    compressed += chunk.length;
    if (compressed > maxBytes) codec.destroy(tooLarge('more', maxBytes));
  });
  request.once('error', (error) => codec.destroy(error));
  request.once('close', () => {
    if (!request.complete) codec.destroy(cutOff());
  });
  request.pipe(codec);
}

function cutOff(cause?: unknown): ServerError {
  return new ServerError('SERVER_CANCELLED', 'expected the whole body but the connection ended before it', {
    cause,
  });
}

function tooLarge(received: number | 'more', maxBytes: number): ServerError {
  return new ServerError(
    'SERVER_TOO_LARGE',
    `expected a body of at most ${maxBytes} bytes, before and after decompression, but received ${received}`,
  );
}
