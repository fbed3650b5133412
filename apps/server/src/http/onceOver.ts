import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** By connection, what is to be called when it is gone: many requests may wait on one. */
const onGone = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when an answer is sent or its connection is gone. An answer that waits behind another on its
 * connection never hears itself that the connection is gone.
 */
export function onceOver(
  { raw: { socket } }: Pick<FastifyRequest, 'raw'>,
  { raw: answer }: Pick<FastifyReply, 'raw'>,
  callback: () => void,
): void {
  const open = onGone.get(socket) ?? follow(socket);
  const over = (): void => {
    if (open.delete(over)) callback();
  };
  open.add(over);
  answer.once('close', over);
}

function follow(socket: Socket): Set<() => void> {
  const open = new Set<() => void>();
  onGone.set(socket, open);
  socket.once('close', () => {
    for (const over of open) over();
  });
  return open;
}
