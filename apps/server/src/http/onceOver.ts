import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls back once, when an answer is sent or its connection is gone. An answer that waits behind another on its
 * connection never hears itself that the connection is gone.
 */
export function onceOver(
  { raw: { socket } }: Pick<FastifyRequest, 'raw'>,
  { raw: answer }: Pick<FastifyReply, 'raw'>,
  callback: () => void,
): void {
  let isOver = false;
  const over = (): void => {
    // What hears of the one within the other is called for both, whatever is taken off.
    if (isOver) return;
    isOver = true;
    answer.off('close', over);
    socket.off('close', over);
    callback();
  };
  answer.once('close', over);
  socket.once('close', over);
}
