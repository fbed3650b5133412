import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Random } from '@resnext/data';
import { readRun, runFiles } from '@resnext/trainer';
import { afterAll, beforeAll, expect, test } from 'vitest';

/* A training is a process that anything may happen to. */

const program = fileURLToPath(new URL('programs/trainToTheEnd.ts', import.meta.url));

const KILLS = 10;
/** In steps, and then in milliseconds: within steps, checkpoints, validations and files of an epoch. */
const MOST_STEPS = 14;
const LONGEST_REST = 120;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-killed-'));
});
afterAll(() => rm(folder, { recursive: true }));

function start(directory: string) {
  return spawn(process.execPath, ['--conditions=@resnext/source', '--import', 'tsx', program, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function trainToTheEnd(directory: string): Promise<void> {
  const child = start(directory);
  child.stdout.resume();
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
}

/** @returns whether the training was still going on. */
async function killAfter(directory: string, steps: number, milliseconds: number): Promise<boolean> {
  const child = start(directory);
  const ended = once(child, 'exit');
  let seen = 0;
  const enough = new Promise<void>((resolve) => {
    child.stdout.on('data', (dots: Buffer) => (seen += dots.length) >= steps && resolve());
  });
  await Promise.race([enough, ended]);
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
  const [, signal] = (await ended) as [number | null, string | null];
  return signal === 'SIGKILL';
}

test(`killed at ${KILLS} random moments, a training ends with the files of an undisturbed one`, async () => {
  const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
  await trainToTheEnd(whole);

  const random = Random.from(6);
  let kills = 0;
  while (kills < KILLS) {
    const life = [1 + random.int(MOST_STEPS), random.uniform(0, LONGEST_REST)] as const;
    if (!(await killAfter(killed, ...life))) break;
    kills++;
  }
  const { epoch } = await readRun(killed);
  await trainToTheEnd(killed);

  expect(kills).toBe(KILLS);
  expect(epoch).toBeGreaterThan(0);
  const checkpoint = (await readdir(join(whole, runFiles.checkpoints))).sort().at(-1)!;
  for (const name of [runFiles.last, runFiles.best, join(runFiles.checkpoints, checkpoint)]) {
    const [expected, received] = await Promise.all([whole, killed].map((run) => readFile(join(run, name))));
    expect(received!.equals(expected!)).toBe(true);
  }
  // Nothing that a killed process had half written is left.
  expect(
    (await readdir(killed, { recursive: true })).filter((name) => /\.tmp$|\.\d{6,}$/.test(name)),
  ).toEqual([]);
}, 400_000);
