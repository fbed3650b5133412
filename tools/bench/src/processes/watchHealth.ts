import { Agent, get } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/*
 * Asks a server for `/v2/health/live`, again and again, until it is sent a message, and then says how that went.
 * Usage: watchHealth.ts ADDRESS
 */

/** How a server answered while something else went on. */
export interface Health {
  readonly asked: number;
  /** Questions without an answer 200. */
  readonly failed: number;
  /** Milliseconds, the slowest first. */
  readonly slowest: readonly number[];
}

/** Between two questions, in milliseconds. */
const PAUSE_MS = 100;
/** As many as show whether the worst is one of its kind. */
const SLOWEST = 5;

const url = `${process.argv[2]}/v2/health/live`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let stopped = false;
process.once('message', () => (stopped = true));

process.send!('ready');
const times: number[] = [];
let failed = 0;
while (!stopped) {
  const start = performance.now();
  if (!(await isLive())) failed++;
  times.push(performance.now() - start);
  await setTimeout(PAUSE_MS);
}
agent.destroy();
const slowest = times.sort((a, b) => b - a).slice(0, SLOWEST);
process.send!({ asked: times.length, failed, slowest } satisfies Health);
process.disconnect();

function isLive(): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode === 200));
    }).once('error', () => resolve(false));
  });
}
