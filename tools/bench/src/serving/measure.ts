import { median } from '../statistics.ts';
import { closedLoop } from './closedLoop.ts';
import { HealthWatch } from './healthWatch.ts';
import type { InputKind } from './inputs.ts';
import { openLoop } from './openLoop.ts';
import type { Side } from './side.ts';

export interface MeasureOptions {
  readonly clients: number;
  readonly rounds: number;
  /** Of one turn. */
  readonly seconds: number;
  /** Images a second of the network alone, in batches of a size; for the side that it is ours to compare with. */
  readonly offline: (batch: number) => Promise<number>;
  readonly onEvent: (text: string) => void;
}

export interface Measured {
  readonly side: string;
  readonly kind: InputKind;
  /** Images a second with all clients. */
  readonly perSecond: number;
  /** Mean size of the batches that were formed then. */
  readonly batch: number;
  /** Of the offline rate in such batches, turn by turn. */
  readonly ofOffline: number;
  /** Milliseconds; one client. */
  readonly unloaded: number;
  /** Milliseconds, at half of `perSecond`. */
  readonly p99: number;
  /** Milliseconds that `/v2/health/live` took at most, all the while. */
  readonly health: number;
}

/** The first answers are slow: memory is touched, code compiled. */
const WARM_UP_SECONDS = 5;

/** One form of images, on all sides in turn: full load, and the network alone beside it, then one client, then half the load. */
export async function measure(
  kind: InputKind,
  sides: readonly Side[],
  options: MeasureOptions,
): Promise<Measured[]> {
  const { clients, rounds, seconds, offline, onEvent } = options;
  const entrants = sides.map((side) => ({
    side,
    rates: [] as number[],
    shares: [] as number[],
    batch: 1,
    health: 0,
  }));
  for (const { side } of entrants) {
    onEvent(`${kind}: warming up ${side.title}`);
    await closedLoop(side.request(kind), { clients, seconds: WARM_UP_SECONDS });
  }
  for (let round = 1; round <= rounds; round++) {
    for (const entrant of entrants) {
      onEvent(`${kind}: round ${round} of ${rounds}, ${entrant.side.title}`);
      const before = await entrant.side.computed();
      const watch = await HealthWatch.start(entrant.side.address);
      const { perSecond } = await closedLoop(entrant.side.request(kind), { clients, seconds });
      entrant.health = Math.max(entrant.health, (await watch.stop()).slowest[0]!);
      const after = await entrant.side.computed();
      entrant.batch = (after.images - before.images) / (after.batches - before.batches);
      entrant.rates.push(perSecond);
      entrant.shares.push(perSecond / (await offline(Math.round(entrant.batch))));
    }
  }
  const results = [];
  for (const { side, rates, shares, batch, ...entrant } of entrants) {
    onEvent(`${kind}: latencies of ${side.title}`);
    const perSecond = median(rates);
    const watch = await HealthWatch.start(side.address);
    const { median: unloaded } = await closedLoop(side.request(kind), { clients: 1, seconds });
    const { p99 } = await openLoop(side.request(kind), {
      perSecond: perSecond / 2,
      seconds: 3 * seconds,
      seed: 1,
    });
    const health = Math.max(entrant.health, (await watch.stop()).slowest[0]!);
    results.push({
      ...{ side: side.title, kind, perSecond, batch, ofOffline: median(shares), unloaded, p99, health },
    });
  }
  return results;
}
