import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Assignment, Ready, Turn } from '../protocol.ts';
import type { Workload } from '../workloads.ts';

/** What a contender's process does, ready to be timed. */
export interface Entry {
  /** What runs, and in which version. */
  readonly title: string;
  readonly repetition: () => unknown;
}

/** Long enough for a compiler that works while the program runs; other languages' processes take as long. */
const WARM_UP_MS = 3000;

/** Speaks a contender's side of the protocol until stdin ends. */
export async function serve(prepare: (assignment: Assignment) => Promise<Entry>): Promise<void> {
  // Libraries may print; stdout is for answers.
  globalThis.console = new Console(process.stderr);
  const assignment = readAssignment();
  const { title, repetition } = await prepare(assignment);
  let warm = await timed(repetition, 1);
  const end = performance.now() + WARM_UP_MS;
  for (let round = 0; round < 2 || performance.now() < end; round++) warm = await timed(repetition, 1);
  const count = Math.max(1, Math.ceil(assignment.turn / warm.ms));
  answer({ ready: title });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== 'run') continue;
    // Another contender has had the caches since.
    await repetition();
    answer(await timed(repetition, count));
  }
}

function readAssignment(): Assignment {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { workload: option, variant: option, threads: option, turn: option },
  });
  return {
    workload: JSON.parse(values.workload!) as Workload,
    variant: values.variant!,
    threads: Number(values.threads),
    turn: Number(values.turn),
  };
}

async function timed(repetition: () => unknown, count: number): Promise<Turn> {
  const faultsBefore = process.resourceUsage().minorPageFault;
  const start = performance.now();
  for (let index = 0; index < count; index++) await repetition();
  const milliseconds = performance.now() - start;
  const faults = process.resourceUsage().minorPageFault - faultsBefore;
  return { ms: milliseconds / count, minorFaults: faults / count, peakRss: peakRss() };
}

function peakRss(): number | null {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
    return Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

function answer(value: Ready | Turn): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
