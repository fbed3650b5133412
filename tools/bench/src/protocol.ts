import type { Workload } from './workloads.ts';

/*
 * A contender is a process that runs one workload in one variant: thread pools of several libraries would
 * fight in one process, and memory could not be told apart. It warms up, answers `Ready`, and then each line
 * `run` on its stdin with a `Turn`. Answers are lines of JSON on its stdout, which nothing else may write to.
 */

export interface Assignment {
  readonly workload: Workload;
  readonly variant: string;
  readonly threads: number;
  /** How long a turn should last at least, in milliseconds: short work is repeated until it does. */
  readonly turn: number;
}

/** What runs and in which version, once everything is prepared and warm. */
export interface Ready {
  readonly ready: string;
}

/** One turn's measurements. */
export interface Turn {
  /** Mean of one repetition. */
  readonly ms: number;
  /** Pages that the kernel had to map during one repetition. */
  readonly minorFaults: number;
  /** Most bytes that the process has ever had resident, where the system tells. */
  readonly peakRss: number | null;
}

export function toArguments({ workload, variant, threads, turn }: Assignment): string[] {
  const options = { workload: JSON.stringify(workload), variant, threads: `${threads}`, turn: `${turn}` };
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
}
