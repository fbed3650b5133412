import type { CaseResult, Results, Score, WorkloadResult } from '../results.ts';

/** A table: its head, then its rows. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Times of all cases. */
export function timesTable({ cases }: Results): Table {
  return {
    head: ['case', 'workload', 'contender', 'ms', 'GFLOPS', 'of peak', 'times ours [min-max of rounds]'],
    rows: cases.flatMap((result) => [
      ...result.workloads.flatMap((workload) =>
        workload.scores.map((score) => timeRow(result, workload, score)),
      ),
      ...Object.entries(result.means).map(([contender, mean]) => [
        result.name,
        'geometric mean',
        contender,
        '',
        '',
        '',
        mean.toFixed(2),
      ]),
    ]),
  };
}

/** Memory of the processes that train. */
export function memoryTable({ cases }: Results): Table {
  const training = cases.filter(({ name }) => name.startsWith('training'));
  return {
    head: ['case', 'contender', 'peak resident MiB', 'minor page faults a step'],
    rows: training.flatMap(({ name, workloads }) =>
      workloads.flatMap(({ scores }) =>
        scores.map((score) => [
          name,
          nameOf(score),
          score.peakRss === null ? 'unknown' : (score.peakRss / 2 ** 20).toFixed(0),
          score.minorFaults.toFixed(0),
        ]),
      ),
    ),
  };
}

/** What was measured where and when. */
export function circumstances({
  date,
  machine,
  threads,
  rounds,
  loadAverage,
  peakGflops,
  cases,
}: Results): string {
  const { cpu, cores, memoryBytes, node } = machine;
  const peak =
    peakGflops === undefined
      ? 'peak unknown: the native backend, which measures it, is not built'
      : `peak ${peakGflops.toFixed(0)} GFLOPS (multiply-adds in registers on all threads)`;
  return (
    `${date}, ${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, Node ${node}; ` +
    `${threads} threads, medians of ${rounds} rounds in turn; load average before the start ${loadAverage.toFixed(1)}; ${peak}. ` +
    `Versions: ${titles(cases).join(', ')}.`
  );
}

function titles(cases: readonly CaseResult[]): string[] {
  const scores = cases.flatMap(({ workloads }) => workloads.flatMap((workload) => workload.scores));
  return [...new Set(scores.map(({ title }) => title))];
}

/** Who could not take part, once each, and why. */
export function absences({ absences: everywhere, cases }: Results): string[] {
  const lines = [
    ...everywhere.map(({ contender, reason }) => `${contender}: ${reason}`),
    ...cases.flatMap(({ name, workloads }) =>
      workloads.flatMap((workload) =>
        workload.absences.map(
          ({ contender, variant, reason }) =>
            `${contender} (${variant}) in ${name}: ${reason.replaceAll('\n', ' ')}`,
        ),
      ),
    ),
  ];
  return [...new Set(lines)];
}

function timeRow({ name }: CaseResult, { description }: WorkloadResult, score: Score): string[] {
  const { ms, gflops, shareOfPeak, comparedWithOurs: ratio } = score;
  return [
    name,
    description,
    nameOf(score),
    ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0),
    gflops.toFixed(gflops < 10 ? 1 : 0),
    shareOfPeak === undefined ? '' : `${(100 * shareOfPeak).toFixed(0)} %`,
    ratio ? `${ratio.ratio.toFixed(2)} [${ratio.min.toFixed(2)}-${ratio.max.toFixed(2)}]` : '',
  ];
}

function nameOf({ contender, variant }: Score): string {
  return `${contender}, ${variant}`;
}
