import type { Assignment } from '../protocol.ts';
import type { Workload } from '../workloads.ts';

/** How to start a contender's process. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Someone who takes part. Each is a file beside this one, listed in `index.ts`. */
export interface Contender {
  readonly name: string;
  /** @returns why it cannot take part at all, and what to do about it */
  whyNot(): Promise<string | undefined>;
  /** The ways in which it can do this; the fastest counts. None if it cannot do it. */
  variants(workload: Workload): readonly string[];
  /** Makes what its process needs besides its arguments. */
  prepare?(workload: Workload): Promise<void>;
  command(assignment: Assignment): Command;
}
