import { Random } from '@resnext/data';
import { HealthWatch } from '../../bench/src/serving/healthWatch.ts';
import type { ServedProcess } from '../../bench/src/serving/servedProcess.ts';
import { badShots } from './badShots.ts';
import { goodShots } from './goodShots.ts';
import { Lane } from './lane.ts';
import { MemoryWatch } from './memoryWatch.ts';
import { oneOf, type Shot } from './shot.ts';
import { startSleepers } from './sleepers.ts';
import type { Target } from './truth.ts';

export interface BarrageOptions {
  readonly served: ServedProcess;
  readonly targets: readonly Target[];
  readonly requests: number;
  readonly clients: number;
  readonly seed: number;
  readonly onProgress: (done: number) => void;
}

export interface BarrageResult {
  readonly requests: number;
  /** How many shots of each kind. */
  readonly shots: Readonly<Record<string, number>>;
  /** What was answered wrong; the first of them. */
  readonly failures: readonly string[];
  readonly failed: number;
  readonly seconds: number;
  readonly health: Awaited<ReturnType<HealthWatch['stop']>>;
  readonly memory: ReturnType<MemoryWatch['stop']>;
}

/** The first requests fill caches and pools: memory is judged after them. */
const WARM_UP = 0.2;
const FAILURES_TOLD = 20;

/** Requests of every kind from several clients at once, a third of them bad. The same seed, the same requests. */
export async function barrage(options: BarrageOptions): Promise<BarrageResult> {
  const { served, targets, requests, clients, seed, onProgress } = options;
  const health = await HealthWatch.start(served.address);
  const memory = new MemoryWatch(served);
  const sleepers = await startSleepers(served.address);
  const start = performance.now();
  const shots: Record<string, number> = {};
  const failures: string[] = [];
  let fired = 0;
  let failed = 0;
  const client = async (): Promise<void> => {
    const lane = new Lane(served.address);
    while (fired < requests && served.alive) {
      const number = fired++;
      const random = Random.from(seed, number);
      const shot = oneOf<Shot>(random, number % 3 === 0 ? badShots : goodShots);
      shots[shot.name] = (shots[shot.name] ?? 0) + 1;
      try {
        await shot.fire({ lane, random, targets });
      } catch (error) {
        lane.close();
        failed++;
        if (failures.length < FAILURES_TOLD)
          failures.push(`request ${number}, ${shot.name}: ${(error as Error).message}`);
      }
      if (number === Math.ceil(requests * WARM_UP)) memory.start();
      onProgress(number);
    }
    lane.close();
  };
  await Promise.all(Array.from({ length: clients }, client));
  for (const sleeper of sleepers) sleeper.destroy();
  return {
    requests: fired,
    shots,
    failures,
    failed,
    seconds: (performance.now() - start) / 1000,
    memory: memory.stop(),
    health: await health.stop(),
  };
}
