import type { FastifyInstance } from 'fastify';
import type { AppContext } from './appContext.ts';

/**
 * Listens a while longer to clients that are answered before they have sent all, a body that is too large above all:
 * a connection that is cut while its client still sends takes the answer with it.
 */
export function linger(app: FastifyInstance, { limits }: AppContext): void {
  app.addHook('onSend', async ({ raw }, reply) => {
    // Fastify, and the client's own wish, would cut it with the answer.
    if (!raw.complete) reply.header('connection', 'keep-alive');
  });
  app.addHook('onResponse', async ({ raw: request }) => {
    if (request.complete || request.destroyed) return;
    const { socket, headers } = request;
    const timer = setTimeout(() => socket.destroy(), limits.lingerTimeout).unref();
    request.once('close', () => {
      clearTimeout(timer);
      if (headers.connection?.toLowerCase() === 'close') socket.end();
    });
    request.resume();
  });
}
