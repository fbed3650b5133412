import type { Contender } from './contenders/contender.ts';
import type { Turn } from './protocol.ts';
import { Racer } from './racer.ts';
import { median } from './statistics.ts';
import type { Workload } from './workloads.ts';

export interface RaceOptions {
  readonly rounds: number;
  readonly threads: number;
  /** What happens, for whoever waits. */
  readonly onEvent: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What one variant of a contender did, round by round. */
export interface Run {
  readonly contender: string;
  readonly variant: string;
  /** What ran, and in which version. */
  readonly title: string;
  readonly turns: readonly Turn[];
}

/** Who could not take part, and why. */
export interface Absence {
  readonly contender: string;
  readonly variant?: string;
  readonly reason: string;
}

export interface RaceResult {
  /** The fastest variant of each contender. */
  readonly runs: readonly Run[];
  readonly absences: readonly Absence[];
}

interface Entrant extends Omit<Run, 'turns'> {
  readonly racer: Racer;
  readonly heat: number;
  readonly turns: Turn[];
}

/** A variant this much slower than its contender's best in the heat cannot become its best in the race. */
const HOPELESS = 1.25;

/** Short work is repeated for this long, in milliseconds. */
const TURN = 200;

/**
 * Times a workload on all contenders in turn, A B A B, round after round. A heat decides which variants of a
 * contender are worth the race, and the one with the best median speaks for it.
 */
export async function race(
  workload: Workload,
  contenders: readonly Contender[],
  options: RaceOptions,
): Promise<RaceResult> {
  const racers: Racer[] = [];
  const absences: Absence[] = [];
  try {
    const entrants: Entrant[] = [];
    for (const contender of contenders) {
      entrants.push(...(await enter(contender, workload, options, { racers, absences })));
    }
    for (let round = 1; round <= options.rounds; round++) {
      options.onEvent(`round ${round} of ${options.rounds}`);
      for (const entrant of entrants) {
        options.signal.throwIfAborted();
        entrant.turns.push(await entrant.racer.run());
      }
    }
    const ofOne = ({ name }: Contender) => entrants.filter(({ contender }) => contender === name);
    return { runs: contenders.flatMap((contender) => fastest(ofOne(contender))), absences };
  } finally {
    for (const racer of racers) racer.kill();
  }
}

/** The variants of one contender that may be its fastest. */
async function enter(
  contender: Contender,
  workload: Workload,
  { threads, onEvent, signal }: RaceOptions,
  { racers, absences }: { racers: Racer[]; absences: Absence[] },
): Promise<Entrant[]> {
  const { name } = contender;
  const entrants: Entrant[] = [];
  for (const variant of contender.variants(workload)) {
    signal.throwIfAborted();
    onEvent(`warming up ${name}, ${variant}`);
    try {
      await contender.prepare?.(workload);
      const command = contender.command({ workload, variant, threads, turn: TURN });
      const { racer, title } = await Racer.start(command);
      racers.push(racer);
      const { ms } = await racer.run();
      entrants.push({ contender: name, variant, title, racer, heat: ms, turns: [] });
    } catch (error) {
      absences.push({
        contender: name,
        variant,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
  const best = Math.min(...entrants.map(({ heat }) => heat));
  return entrants.filter(({ heat, racer }) => {
    const worthwhile = heat <= HOPELESS * best;
    if (!worthwhile) racer.kill();
    return worthwhile;
  });
}

function fastest(entrants: readonly Entrant[]): Run[] {
  const medians = entrants.map(({ turns }) => median(turns.map(({ ms }) => ms)));
  const best = entrants[medians.indexOf(Math.min(...medians))];
  if (!best) return [];
  const { contender, variant, title, turns } = best;
  return [{ contender, variant, title, turns }];
}
