import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
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
 * @throws ServerError `SERVER_TOO_LARGE`, `SERVER_UNSUPPORTED_TYPE`, `SERVER_BAD_REQUEST`
 */
export async function receiveBody(
  request: IncomingMessage,
  { maxBytes, take }: ReceiveOptions,
): Promise<Uint8Array> {
  const { headers } = request;
  const declared = Number(headers['content-length'] ?? NaN);
  if (declared > maxBytes) throw tooLarge(declared, maxBytes);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') {
    return Number.isNaN(declared) ? collect(request, { maxBytes, take }) : fill(request, declared, take);
  }
  const decompressed = decompress(request, encoding, maxBytes);
  return collect(decompressed, { maxBytes, take }).catch((cause: Error) => {
    if (cause instanceof ServerError) throw cause;
    throw badRequest(`expected a body in ${encoding} but received what is none: ${cause.message}`, { cause });
  });
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
  for await (const chunk of request as AsyncIterable<Buffer>) received += chunk.copy(body, received);
  return body;
}

async function collect(stream: Readable, { maxBytes, take }: ReceiveOptions): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
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

function decompress(request: IncomingMessage, encoding: string, maxBytes: number): Readable {
  const codecs: Record<string, (() => ReturnType<typeof createGunzip>) | undefined> = {
    gzip: () => createGunzip(),
    'x-gzip': () => createGunzip(),
    deflate: () => createInflate(),
  };
  const codec = codecs[encoding.toLowerCase()]?.();
  if (codec === undefined) {
    throw new ServerError(
      'SERVER_UNSUPPORTED_TYPE',
      `expected gzip, deflate or identity for Content-Encoding but received ${encoding}`,
    );
  }
  let compressed = 0;
  request.on('data', (chunk: Buffer) => {
    compressed += chunk.length;
    if (compressed > maxBytes) codec.destroy(tooLarge('more', maxBytes));
  });
  request.once('error', (error) => codec.destroy(error));
  request.once('close', () => {
    if (!request.complete)
      codec.destroy(badRequest('expected the whole body but the connection ended before it'));
  });
  return request.pipe(codec);
}

function tooLarge(received: number | 'more', maxBytes: number): ServerError {
  return new ServerError(
    'SERVER_TOO_LARGE',
    `expected a body of at most ${maxBytes} bytes, before and after decompression, but received ${received}`,
  );
}
