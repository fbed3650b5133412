import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const SANE = /^[\w.:-]{1,128}$/;

/** The caller's own id where it can stand in a log. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const id = headers['x-request-id'];
  return typeof id === 'string' && SANE.test(id) ? id : randomUUID();
}

/** A line for each answer, and its id for whoever asked. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, url, client } = request;
    request.log.info(
      {
        method,
        url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 1000) / 1000,
        client: client?.name,
      },
      'answered',
    );
  });
}
