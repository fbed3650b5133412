import { maxHeaderSize, STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServerError, statusOf, type ServerErrorCode } from '../errors.ts';

/** Worth another try as soon as a batch is done. */
const busy: ReadonlySet<ServerErrorCode> = new Set(['SERVER_QUEUE_FULL', 'SERVER_TIMEOUT']);

/** Every error is `{"error": sentence}`, whoever found it. */
export function handleErrors(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw: { socket } }, reply) => {
    answers.set(socket, reply.raw);
  });
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

interface ClientError {
  readonly status: number;
  readonly expected: string;
}

const clientErrors: Readonly<Record<string, ClientError | undefined>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    expected: `expected headers of at most ${maxHeaderSize} bytes but received more`,
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    expected: 'expected chunks with short extensions but received long ones',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    expected: 'expected the whole request by now but received a part; send it faster, or less of it',
  },
};

/** The answer to the last request of a connection. */
const answers = new WeakMap<Socket, ServerResponse>();

/** Answers what was no HTTP, or did not come to its end in time: Fastify knows of no request, or waits for the rest. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  const isGone = error.code === 'ECONNRESET' || !socket.writable;
  if (isGone || isAnswered(answers.get(socket))) {
    socket.destroy();
    return;
  }
  const { status, expected } = clientErrors[error.code ?? ''] ?? {
    status: 400,
    expected: `expected HTTP but received what is none: ${error.message}`,
  };
  const body = JSON.stringify({ error: expected });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Whether what came is part of a request that has its answer, or a part of it, which another one would garble. */
function isAnswered(answer: ServerResponse | undefined): boolean {
  return answer?.headersSent === true && !(answer.writableFinished && answer.req.complete);
}
