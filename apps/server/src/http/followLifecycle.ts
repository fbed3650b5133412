import type { FastifyInstance } from 'fastify';
import type { AppContext } from './appContext.ts';
import { onceOver } from './onceOver.ts';

/** Counts what is in flight, and parts with clients when the server ends. */
export function followLifecycle(app: FastifyInstance, { lifecycle }: AppContext): void {
  app.addHook('onRequest', async (request, reply) => {
    lifecycle.inFlight++;
    onceOver(request, reply, () => lifecycle.inFlight--);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (lifecycle.draining) reply.header('connection', 'close');
  });
}
