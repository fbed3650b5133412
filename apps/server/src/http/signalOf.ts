import type { FastifyReply, FastifyRequest } from 'fastify';
import { onceOver } from './onceOver.ts';

/** Aborted when whoever asked is gone before the answer. */
export function signalOf(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  onceOver(request, reply, () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
