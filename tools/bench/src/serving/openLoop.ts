import { Agent, request as httpRequest } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Random } from '@resnext/data';
import type { LoadRequest } from './side.ts';

export interface Latencies {
  readonly count: number;
  /** Milliseconds from when a request was due to the end of its answer. */
  readonly median: number;
  readonly p99: number;
}

export interface OpenLoopOptions {
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

/**
 * Requests that come as people do, at random moments and whether or not earlier ones are answered: only so does waiting
 * show in the latency.
 *
 * @throws Error when not every answer is a 200
 */
export async function openLoop(request: LoadRequest, options: OpenLoopOptions): Promise<Latencies> {
  const { perSecond, seconds, seed } = options;
  const random = Random.from(seed);
  const agent = new Agent({ keepAlive: true });
  const start = performance.now();
  const pending: Promise<number>[] = [];
  for (
    let due = start;
    due < start + 1000 * seconds;
    due += (-1000 * Math.log(1 - random.uniform())) / perSecond
  ) {
    await setTimeout(Math.max(0, due - performance.now()));
    pending.push(ask(request, agent, due));
  }
  const times = (await Promise.all(pending)).sort((a, b) => a - b);
  agent.destroy();
  return { count: times.length, median: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

function ask({ url, method, headers, body }: LoadRequest, agent: Agent, due: number): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(
      url,
      { method, agent, headers: { ...headers, 'Content-Length': body.length } },
      (response) => {
        response.resume().once('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - due);
          else reject(new Error(`${url}: expected status 200 but received ${response.statusCode}`));
        });
      },
    )
      .once('error', reject)
      .end(body);
  });
}

/** Of sorted numbers: the smallest that `share` of them do not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
