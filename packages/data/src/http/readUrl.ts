import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataError } from '../errors.ts';
import { openUrl } from './openUrl.ts';

/** How {@link readUrl} reads. */
export interface ReadUrlOptions {
  /** The first byte wanted. Default 0. */
  start?: number;
  /** How often a connection may break, one time after the other without getting on, before it is given up. Default 6. */
  attempts?: number;
  /** Milliseconds to wait after the first failure; twice that after the next one, and so on. Default 500. */
  pause?: number;
  /** Milliseconds without a byte after which the connection counts as broken. Default 30 s. */
  patience?: number;
  signal?: AbortSignal;
}

/** Fewer bytes than these are no progress: a server that drips would be asked for ever. */
const PROGRESS = 1 << 16;

/**
 * The bytes of a file on a server, from `start` to its end. Where a connection breaks, the next one goes on: with a
 * Range request if the server knows them, and otherwise by passing over what has been read.
 *
 * @throws {DataError} `DATA_CANNOT_DOWNLOAD`, `DATA_INVALID_OPTION`; an `AbortError` when the signal says so
 */
export async function* readUrl(url: string, options: ReadUrlOptions = {}): AsyncGenerator<Uint8Array> {
  const { start = 0, attempts = 6, pause = 500, patience = 30_000, signal } = options;
  let position = start;
  let version: string | undefined;
  for (let failures = 0; ;) {
    const before = position;
    try {
      const response = await openUrl(url, { start: position, patience, signal });
      version = requireSameVersion(url, response, version);
      let toPass = requireBody(url, response, position);
      for await (const chunk of bodyOf(response, patience)) {
        const passed = Math.min(toPass, chunk.length);
        toPass -= passed;
        if (passed === chunk.length) continue;
        position += chunk.length - passed;
        yield chunk.subarray(passed);
      }
      return;
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof DataError) throw cause;
      failures = position - before >= PROGRESS ? 1 : failures + 1;
      if (failures >= attempts) {
        throw cannotDownload(url, `a connection that breaks again and again (${(cause as Error).message})`, {
          cause,
        });
      }
      await sleep(pause * 2 ** (failures - 1), undefined, { signal });
    }
  }
}

/** What a response consists of; waiting too long for a piece of it is an error, taking long to use one is not. */
async function* bodyOf(response: IncomingMessage, patience: number): AsyncGenerator<Uint8Array> {
  const startTimer = () =>
    setTimeout(() => response.destroy(new Error(`no byte for ${patience / 1000} s`)), patience);
  let timer = startTimer();
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      yield chunk;
      timer = startTimer();
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The error for what a server does not give. */
export function cannotDownload(url: string, received: string, options?: ErrorOptions): DataError {
  return new DataError(
    'DATA_CANNOT_DOWNLOAD',
    `expected a file at ${url} but received ${received}: check the address and the network, then try again`,
    options,
  );
}

/**
 * How many bytes of the body come before the position.
 *
 * @throws an error that is no DataError for what another attempt may mend
 */
function requireBody(url: string, response: IncomingMessage, position: number): number {
  const { statusCode: status = 0, statusMessage } = response;
  if (status === 200) return position;
  if (status === 206) {
    const [, first] = /^bytes (\d+)-/.exec(response.headers['content-range'] ?? '') ?? [];
    if (Number(first) === position) return 0;
    response.destroy();
    throw cannotDownload(url, `bytes from ${first} on when those from ${position} on were asked for`);
  }
  response.destroy();
  const answer = `the answer ${status} ${statusMessage}`;
  if (status >= 500 || status === 408 || status === 429) throw new Error(answer);
  throw cannotDownload(url, answer);
}

/** Halves of two versions of a file make none. */
function requireSameVersion(url: string, response: IncomingMessage, version?: string): string | undefined {
  const { etag, 'last-modified': modified } = response.headers;
  const isFile = response.statusCode === 200 || response.statusCode === 206;
  const now = isFile ? (etag ?? modified) : version;
  if (version === undefined || now === undefined || now === version) return now ?? version;
  response.destroy();
  throw cannotDownload(url, 'a file that changed while it was read');
}
