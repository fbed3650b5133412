import { setTimeout } from 'node:timers/promises';
import { Random } from '@resnext/data';
import type { ServedProcess } from '../../bench/src/serving/servedProcess.ts';
import { Wire } from '../../../test/src/support/wire.ts';
import { binaryFloats, checkInfer } from './goodShots.ts';
import { INFER, requestBytes } from './request.ts';
import { someTargets } from './shot.ts';
import type { Target } from './truth.ts';

export interface TerminateOptions {
  readonly served: ServedProcess;
  readonly targets: readonly Target[];
  readonly clients: number;
  readonly seed: number;
}

export interface TerminateResult {
  readonly answered: number;
  /** Answered after the signal was sent. */
  readonly answeredAfter: number;
  /** Connections that the system had taken and the server had not when it stopped to listen. */
  readonly unseen: number;
  readonly exitCode: number | null;
  readonly failures: readonly string[];
}

/** How long the clients are at it before the signal. */
const BEFORE_MS = 300;
/** A bound, should the server never end. */
const MOST_REQUESTS = 100_000;

/**
 * Sends SIGTERM amid requests. Half of the clients keep their connection until an answer says `Connection: close`; the
 * others open one for each request. Whoever is connected gets an answer. No loss is only a connection that is refused,
 * or that ends without a byte when the next one is refused: it stood in the system's queue while the server, which cannot
 * see into it, stopped to listen.
 */
export async function terminate({
  served,
  targets,
  clients,
  seed,
}: TerminateOptions): Promise<TerminateResult> {
  const failures: string[] = [];
  let answered = 0;
  let answeredAfter = 0;
  let unseen = 0;
  let signalled = false;
  const client = async (index: number): Promise<void> => {
    const keepsAlive = index % 2 === 0;
    let wire: Wire | undefined;
    for (let request = 0; request < MOST_REQUESTS; request++) {
      const chosen = someTargets({ targets, random: Random.from(seed, index, request) });
      const isNew = wire === undefined;
      try {
        wire ??= await Wire.open(served.address);
      } catch {
        return;
      }
      try {
        await wire.send(requestBytes(INFER, binaryFloats(chosen)));
        const answer = await wire.answer();
        if (!answer && isNew && (await isRefused(served.address))) {
          unseen++;
          return;
        }
        checkInfer(answer, chosen);
        answered++;
        if (signalled) answeredAfter++;
        if (keepsAlive && !wire.ended && answer?.headers.get('connection') !== 'close') continue;
      } catch (error) {
        failures.push(`client ${index}, request ${request}: ${(error as Error).message}`);
      }
      wire.destroy();
      wire = undefined;
    }
  };
  const clientsDone = Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  await setTimeout(BEFORE_MS);
  signalled = true;
  const exitCode = await served.end();
  await clientsDone;
  return { answered, answeredAfter, unseen, exitCode, failures };
}

async function isRefused(address: string): Promise<boolean> {
  try {
    (await Wire.open(address)).destroy();
    return false;
  } catch {
    return true;
  }
}
