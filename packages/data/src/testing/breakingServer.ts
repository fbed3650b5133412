import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How a test's server behaves. */
export interface ServerOptions {
  /** Bytes after which each connection breaks, one after the other; those that come later do not. Default none. */
  breaksAfter?: readonly number[];
  /** Whether it knows Range requests. Default true. */
  ranges?: boolean;
  /** Answers in place of the file; undefined leaves the answer to the file. */
  answer?: (request: IncomingMessage, response: ServerResponse) => true | undefined;
}

/** A server on this machine that has one file under every path, and the requests it has seen. */
export interface TestServer {
  readonly url: string;
  /** The Range header of each request, or an empty text. */
  readonly requests: string[];
}

/** Starts a server that ends with the test. */
export async function startServer(file: Uint8Array, options: ServerOptions = {}): Promise<TestServer> {
  const { ranges = true, answer } = options;
  const breaks = [...(options.breaksAfter ?? [])];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers.range ?? '');
    if (answer?.(request, response)) return;
    const [, first = '0'] = /^bytes=(\d+)-$/.exec(ranges ? (request.headers.range ?? '') : '') ?? [];
    const start = Number(first);
    const body = file.subarray(start);
    const headers = { 'content-length': body.length, etag: '"1"' };
    if (start > 0) {
      const range = `bytes ${start}-${file.length - 1}/${file.length}`;
      response.writeHead(206, { ...headers, 'content-range': range });
    } else response.writeHead(200, headers);
    const breakAfter = breaks.shift();
    if (breakAfter === undefined) response.end(body);
    else response.write(body.subarray(0, breakAfter), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/file.bin`, requests };
}
