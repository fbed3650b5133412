import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { DataError } from '../errors.ts';

/** How {@link openUrl} asks. */
export interface OpenUrlOptions {
  /** The first byte wanted. */
  start: number;
  /** Milliseconds to wait for an answer. */
  patience: number;
  signal?: AbortSignal;
}

const MOST_REDIRECTIONS = 5;

/**
 * Asks a server for a file from a byte on, and follows redirections. The body comes as the server sends it: unlike
 * `fetch`, which unpacks what some servers mark as packed when it is a .gz file that was asked for.
 *
 * @throws {DataError} `DATA_INVALID_OPTION` for what is no http or https address; otherwise what the connection throws
 */
export async function openUrl(address: string, options: OpenUrlOptions): Promise<IncomingMessage> {
  let url = parseUrl(address);
  for (let redirections = 0; redirections <= MOST_REDIRECTIONS; redirections++) {
    const response = await ask(url, options);
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(response.statusCode!) || location === undefined) return response;
    response.destroy();
    url = parseUrl(location, url);
  }
  throw new DataError(
    'DATA_CANNOT_DOWNLOAD',
    `expected a file at ${address} but received more than ${MOST_REDIRECTIONS} redirections: check the address`,
  );
}

/** Whether a path is an address to be fetched rather than a file. */
export function isUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

function parseUrl(address: string, base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new DataError(
    'DATA_INVALID_OPTION',
    `expected an address that starts with http:// or https:// but received '${address}': check its spelling`,
  );
}

function ask(url: URL, { start, patience, signal }: OpenUrlOptions): Promise<IncomingMessage> {
  const get = url.protocol === 'https:' ? getHttps : getHttp;
  const headers = { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) };
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, signal, timeout: patience }, (response) => {
      // From here on it is for the reader to say how long is too long: it may be the one that takes its time.
      request.setTimeout(0);
      resolve(response);
    });
    request.on('timeout', () => request.destroy(new Error(`no answer for ${patience / 1000} s`)));
    request.on('error', reject);
  });
}
