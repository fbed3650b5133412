import { Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { ModelRepository } from '../service/modelRepository.ts';
import type { Lifecycle } from './lifecycle.ts';

/** How long nothing may come before connections are taken to be idle. */
const QUIET_MS = 100;
const LOOK_MS = 10;

export interface DrainOptions {
  readonly repository: ModelRepository;
  readonly lifecycle: Lifecycle;
  readonly graceMs: number;
  /** Aborted when what is not finished is given up. */
  readonly deadline: AbortSignal;
}

/**
 * Ends the HTTP side in an order that loses no request: it says that it is not ready and serves on for the grace
 * that load balancers need to notice; then each answer is its connection's last, no connection is taken any more, and
 * those that are there close when what came on them is answered.
 *
 * @returns how many requests were given up at the deadline
 */
export async function drain(app: FastifyInstance, options: DrainOptions): Promise<number> {
  const { repository, lifecycle, graceMs, deadline } = options;
  lifecycle.ending = true;
  await untilAborted(graceMs, deadline);
  lifecycle.draining = true;
  // The http server's own close would cut idle connections in the same breath, with requests that are on their way.
  Server.prototype.close.call(app.server);
  await untilQuiet(lifecycle, deadline);
  const lost = lifecycle.inFlight;
  await repository.close(deadline);
  if (deadline.aborted) app.server.closeAllConnections();
  await app.close();
  return lost;
}

async function untilQuiet(lifecycle: Lifecycle, deadline: AbortSignal): Promise<void> {
  let quiet = 0;
  while (quiet < QUIET_MS && !deadline.aborted) {
    await untilAborted(LOOK_MS, deadline);
    quiet = lifecycle.inFlight === 0 ? quiet + LOOK_MS : 0;
  }
}

async function untilAborted(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
