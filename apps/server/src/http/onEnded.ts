import type { FastifyReply } from 'fastify';

/**
 * Calls `end` once, when an answer is sent or whoever asked is gone. Node tells that to the answer of which a
 * connection is in the middle; those that wait behind it, of requests that were sent in one go, hear it here.
 */
export function onEnded({ raw: answer, request }: FastifyReply, end: () => void): void {
  const { socket } = request.raw;
  let hasEnded = false;
  const once = (): void => {
    // The close of a connection is told to its answer in the middle of being told here.
    if (hasEnded) return;
    hasEnded = true;
    socket.off('close', once);
    answer.off('close', once);
    end();
  };
  // One for each request that waits, of which there can be many.
  socket.setMaxListeners(0);
  socket.once('close', once);
  answer.once('close', once);
}
