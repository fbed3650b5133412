import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServerError, statusOf, type ServerErrorCode } from '../errors.ts';

/** Worth another try as soon as a batch is done. */
const busy: ReadonlySet<ServerErrorCode> = new Set(['SERVER_QUEUE_FULL', 'SERVER_TIMEOUT']);

/** Every error is `{"error": sentence}`, whoever found it. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(async ({ method, url }) => {
    const [path] = url.split('?');
    throw new ServerError(
      'SERVER_NOT_FOUND',
      `expected a path of the API but received ${method} ${path}; see /docs`,
    );
  });
}

export function answerError(
  error: FastifyError | ServerError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error instanceof ServerError ? statusOf(error.code) : (error.statusCode ?? 500);
  if (status === 500) request.log.error({ err: error }, 'failed');
  if (busy.has(error.code as ServerErrorCode)) reply.header('retry-after', 1);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  void reply
    .code(status)
    .type('application/json')
    .send(
      JSON.stringify({ error: status === 500 ? 'an unexpected failure; the log says more' : error.message }),
    );
}

const malformed: Readonly<Record<string, number | undefined>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what was no HTTP, or never came to its end, before there was a request. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  // Gone, or in the middle of an answer that another one would garble.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status = malformed[error.code ?? ''] ?? 400;
  const body = JSON.stringify({
    error: `expected HTTP but received what is none or too much: ${error.message}`,
  });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
