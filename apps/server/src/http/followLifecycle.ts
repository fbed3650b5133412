import type { FastifyInstance } from 'fastify';
import type { AppContext } from './appContext.ts';

/** Counts what is in flight, and parts with clients when the server ends. */
export function followLifecycle(app: FastifyInstance, { lifecycle }: AppContext): void {
  app.addHook('onRequest', async (_request, { raw }) => {
    lifecycle.inFlight++;
    raw.once('close', () => {
      lifecycle.inFlight--;
    });
  });
  app.addHook('onSend', async (_request, reply) => {
    if (lifecycle.draining) reply.header('connection', 'close');
  });
}
