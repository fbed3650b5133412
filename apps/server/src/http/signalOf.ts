import type { FastifyReply } from 'fastify';
import { onEnded } from './onEnded.ts';

/** Aborted when whoever asked is gone before the answer. */
export function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  onEnded(reply, () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
