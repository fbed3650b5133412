import type { FastifyInstance } from 'fastify';
import type { AppContext } from './appContext.ts';
import { onEnded } from './onEnded.ts';

/** Counts what is in flight, and parts with clients when the server ends. */
export function followLifecycle(app: FastifyInstance, { lifecycle }: AppContext): void {
  app.addHook('onRequest', async (_request, reply) => {
    lifecycle.inFlight++;
    onEnded(reply, () => {
      lifecycle.inFlight--;
    });
  });
  app.addHook('onSend', async (_request, reply) => {
    if (lifecycle.draining) reply.header('connection', 'close');
  });
}
