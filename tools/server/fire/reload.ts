import { Random } from '@resnext/data';
import type { ServedProcess } from '../../bench/src/serving/servedProcess.ts';
import { binaryFloats, checkInfer } from './goodShots.ts';
import { Lane } from './lane.ts';
import { INFER, requestBytes } from './request.ts';
import { someTargets } from './shot.ts';
import { writeWeights, type Target } from './truth.ts';

export interface ReloadOptions {
  readonly served: ServedProcess;
  readonly targets: readonly Target[];
  /** Where the server reads the model's weights. */
  readonly weights: string;
  /** Of the weights that take turns. */
  readonly seeds: readonly number[];
  readonly requests: number;
  readonly clients: number;
  readonly seed: number;
}

export interface ReloadResult {
  readonly requests: number;
  readonly reloads: number;
  readonly failures: readonly string[];
}

/** However fast the requests are. */
const FEWEST_RELOADS = 4;

/**
 * Loads the model anew again and again, each time with other weights, while clients ask for answers: each must be
 * that of one of the weights, image by image.
 */
export async function reload(options: ReloadOptions): Promise<ReloadResult> {
  const { served, targets, requests, clients, seed } = options;
  const failures: string[] = [];
  let asked = 0;
  let reloads = 0;
  const client = async (): Promise<void> => {
    const lane = new Lane(served.address);
    while ((asked < requests || reloads < FEWEST_RELOADS) && served.alive) {
      const number = asked++;
      const chosen = someTargets({ targets, random: Random.from(seed, number) });
      try {
        checkInfer(await lane.ask(requestBytes(INFER, binaryFloats(chosen))), chosen);
      } catch (error) {
        lane.close();
        failures.push(`request ${number}: ${(error as Error).message}`);
      }
    }
    lane.close();
  };
  const state = { over: false };
  const clientsDone = Promise.all(Array.from({ length: clients }, client)).then(() => (state.over = true));
  const lane = new Lane(served.address);
  do {
    await writeWeights(options.seeds[reloads % options.seeds.length]!, options.weights);
    const answer = await lane.ask(requestBytes('/v2/repository/models/digits/load', { method: 'POST' }));
    if (answer.status !== 200) failures.push(`reload ${reloads}: ${answer.status} ${answer.body.toString()}`);
    reloads++;
  } while (!state.over && served.alive);
  lane.close();
  await clientsDone;
  return { requests: asked, reloads, failures };
}
