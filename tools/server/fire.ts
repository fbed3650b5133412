import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { selectBackend } from '@resnext/runtime';
import { ServedProcess } from '../bench/src/serving/servedProcess.ts';
import { barrage } from './fire/barrage.ts';
import { reload } from './fire/reload.ts';
import { terminate } from './fire/terminate.ts';
import { computeTruth, writeWeights } from './fire/truth.ts';

/*
 * A server under fire: `resnext serve` with a small network, as a process whose memory is measured from outside.
 *
 *   node --conditions=@resnext/source --import tsx tools/server/fire.ts [--requests 100000] [--seed 1] [--clients 32]
 *     a third of the requests malformed: no crash, no leak, every good one answered right
 *   ... fire.ts --reload [--requests 20000]     reloads of the model under load lose none
 *   ... fire.ts --sigterm [--rounds 10]         SIGTERM under load loses none
 *   --json                                      what was found, as one document
 *
 * Exit code 1 when anything was not as it should be.
 */

/** What caches, pools and V8's heap may still take after the warm-up, in MiB; a leak of 1 KiB a request shows in 100,000. */
const GROWTH_MIB = 48;
const SLOWEST_HEALTH_MS = 50;

const option = (text: string) => ({ type: 'string', default: text }) as const;
const { values } = parseArgs({
  options: {
    requests: { type: 'string' },
    seed: option('1'),
    clients: option('32'),
    rounds: option('10'),
    reload: { type: 'boolean', default: false },
    sigterm: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [seed, clients, rounds] = [count('seed'), count('clients'), count('rounds')];

await selectBackend();
const folder = await mkdtemp(join(tmpdir(), 'resnext-fire-'));
try {
  const { problems, found } = values.sigterm
    ? await underSigterm()
    : values.reload
      ? await underReloads()
      : await underFire();
  if (values.json) process.stdout.write(`${JSON.stringify({ problems, found })}\n`);
  else for (const problem of problems) console.log(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true });
}

interface Finding {
  readonly problems: readonly string[];
  readonly found: unknown;
}

async function underFire(): Promise<Finding> {
  const weights = join(folder, 'digits.safetensors');
  await writeWeights(1, weights);
  const served = await start('--weights', weights);
  try {
    const targets = await computeTruth([1]);
    const requests = count('requests', '100000');
    const result = await barrage({ served, targets, requests, clients, seed, onProgress: tell(requests) });
    const { failures, failed, memory, health, seconds } = result;
    say(
      `${result.requests} requests in ${seconds.toFixed(0)} s, ${failed} wrong; health ${health.asked} times, slowest ` +
        `${health.slowest.map((ms) => ms.toFixed(0)).join(', ')} ms, ${health.failed} without an answer; ` +
        (memory
          ? `memory ${memory.first.toFixed(0)} MiB in the first quarter, ${memory.last.toFixed(0)} in the last, ` +
            `${memory.most.toFixed(0)} at most`
          : 'memory was not measured'),
    );
    const problems = [...failures];
    if (failed > failures.length) problems.push(`and ${failed - failures.length} more`);
    if (!served.alive) problems.push(`the server ended: ${served.complaint}`);
    if (memory && memory.last - memory.first > GROWTH_MIB) problems.push('memory grows');
    if (health.failed > 0) problems.push('health was not always answered');
    if (health.slowest[0]! > SLOWEST_HEALTH_MS)
      say(`note: health took more than ${SLOWEST_HEALTH_MS} ms; on a busy machine that says little`);
    const exitCode = await served.end();
    if (exitCode !== 0) problems.push(`expected exit code 0 but received ${exitCode}: ${served.complaint}`);
    return { problems, found: result };
  } finally {
    served.kill();
  }
}

async function underReloads(): Promise<Finding> {
  const seeds = [1, 2];
  const weights = join(folder, 'repository', 'digits', '1', 'model.safetensors');
  await writeWeights(seeds[0]!, weights);
  const repository = ['--model-repository', join(folder, 'repository')];
  const served = await start(...repository, '--model-control-mode', 'explicit', '--load-model', 'digits');
  try {
    const targets = await computeTruth(seeds);
    const requests = count('requests', '20000');
    const result = await reload({ served, targets, weights, seeds, requests, clients, seed });
    say(`${result.requests} requests amid ${result.reloads} reloads, ${result.failures.length} wrong`);
    const problems = [...result.failures];
    if (!served.alive) problems.push(`the server ended: ${served.complaint}`);
    return { problems, found: result };
  } finally {
    served.kill();
  }
}

async function underSigterm(): Promise<Finding> {
  const weights = join(folder, 'digits.safetensors');
  await writeWeights(1, weights);
  const targets = await computeTruth([1]);
  const problems: string[] = [];
  const found = [];
  for (let round = 0; round < rounds; round++) {
    const served = await start('--weights', weights);
    try {
      const result = await terminate({ served, targets, clients, seed: seed + round });
      found.push(result);
      const { answered, answeredAfter, unseen, exitCode, failures } = result;
      say(
        `round ${round + 1}: ${answered} answers, ${answeredAfter} of them after the signal, ${unseen} refused unseen, ` +
          `${failures.length} lost`,
      );
      problems.push(...failures);
      if (exitCode !== 0) problems.push(`expected exit code 0 but received ${exitCode}: ${served.complaint}`);
      if (answered === 0) problems.push('expected answers before the signal but received none');
    } finally {
      served.kill();
    }
  }
  return { problems, found };
}

function count(name: 'requests' | 'seed' | 'clients' | 'rounds', otherwise?: string): number {
  const text = values[name] ?? otherwise;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`expected a whole number of at least 1 for --${name} but received '${text}'`);
}

function start(...flags: readonly string[]): Promise<ServedProcess> {
  // Small, so that the bombs are stopped by it.
  return ServedProcess.start([...flags, '--max-request-bytes', String(8 * 2 ** 20), '--log-level', 'error']);
}

function tell(requests: number): (done: number) => void {
  const step = Math.max(1, Math.floor(requests / 20));
  return (done) => void (done > 0 && done % step === 0 && say(`${done} of ${requests}`));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
