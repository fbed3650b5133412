import { multiplyAdds, describeWorkload, type Case, type Workload } from './workloads.ts';
import type { Absence, RaceResult, Run } from './race.ts';
import { compare, geometricMean, median, type Ratio } from './statistics.ts';

/** One contender's result in one workload. */
export interface Score {
  readonly contender: string;
  readonly variant: string;
  readonly title: string;
  /** Median. */
  readonly ms: number;
  readonly milliseconds: readonly number[];
  readonly gflops: number;
  /** Of the machine's peak, where that is known. */
  readonly shareOfPeak?: number;
  /** How many times ours it took; absent for ours. */
  readonly comparedWithOurs?: Ratio;
  /** Most bytes resident in the life of its process, which does nothing else. */
  readonly peakRss: number | null;
  /** Median, of one repetition. */
  readonly minorFaults: number;
}

export interface WorkloadResult {
  readonly description: string;
  readonly multiplyAdds: number;
  readonly scores: readonly Score[];
  readonly absences: readonly Absence[];
}

export interface CaseResult {
  readonly name: string;
  readonly workloads: readonly WorkloadResult[];
  /** Where the case has several workloads: the geometric mean of how many times ours each contender took. */
  readonly means: Readonly<Record<string, number>>;
}

/** Everything that a benchmark found: what `--json` writes. */
export interface Results {
  readonly date: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly node: string;
  };
  readonly threads: number;
  readonly rounds: number;
  /** Of one minute, before the start: on a busy machine the figures are of little worth. */
  readonly loadAverage: number;
  /** Multiply-adds in registers only, on all threads. */
  readonly peakGflops?: number;
  readonly absences: readonly Absence[];
  readonly cases: readonly CaseResult[];
}

export function scoreWorkload(workload: Workload, race: RaceResult, peakGflops?: number): WorkloadResult {
  const work = multiplyAdds(workload);
  const ours = race.runs.find(({ contender }) => contender === 'resnext');
  return {
    description: describeWorkload(workload),
    multiplyAdds: work,
    scores: race.runs.map((run) => scoreRun(run, { work, ours, peakGflops })),
    absences: race.absences,
  };
}

function scoreRun(
  { contender, variant, title, turns }: Run,
  { work, ours, peakGflops }: { work: number; ours?: Run; peakGflops?: number },
): Score {
  const milliseconds = turns.map(({ ms }) => ms);
  const ms = median(milliseconds);
  const gflops = (2 * work) / (ms * 1e6);
  const base = ours?.turns.map((turn) => turn.ms);
  return {
    contender,
    variant,
    title,
    ms,
    milliseconds,
    gflops,
    ...(peakGflops !== undefined && { shareOfPeak: gflops / peakGflops }),
    ...(base && contender !== 'resnext' && { comparedWithOurs: compare(milliseconds, base) }),
    peakRss: turns.at(-1)!.peakRss,
    minorFaults: median(turns.map(({ minorFaults }) => minorFaults)),
  };
}

export function scoreCase({ name }: Case, workloads: readonly WorkloadResult[]): CaseResult {
  const ratios = new Map<string, number[]>();
  for (const { contender, comparedWithOurs } of workloads.flatMap(({ scores }) => scores)) {
    if (!comparedWithOurs) continue;
    ratios.set(contender, [...(ratios.get(contender) ?? []), comparedWithOurs.ratio]);
  }
  // A mean over fewer workloads than there are would compare different things.
  const complete = [...ratios].filter(([, list]) => list.length === workloads.length && workloads.length > 1);
  return {
    name,
    workloads,
    means: Object.fromEntries(complete.map(([who, list]) => [who, geometricMean(list)])),
  };
}
