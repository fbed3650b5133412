import { expect, it } from 'vitest';
import { scoreCase, scoreWorkload } from './results.ts';
import { cases, multiplyAdds } from './workloads.ts';

const grouped = cases.find(({ name }) => name === 'grouped-forward')!;

function turns(milliseconds: number[]) {
  return milliseconds.map((ms) => ({ ms, minorFaults: 0, peakRss: null }));
}

it('counts the multiply-adds of the arithmetic', () => {
  const work = (name: string) => cases.find((item) => item.name === name)!.workloads.map(multiplyAdds);
  const [forward] = work('grouped-forward');
  expect(forward).toBe(8 * 56 * 56 * 128 * 4 * 9);
  expect(work('grouped-backward')[0]).toBe(2 * forward!);
  // The gradient of the images, which nobody needs, would cost what the 7x7 stem does.
  const stem = 112 * 112 * 64 * 3 * 49;
  expect(work('training-50')[0]).toBe(3 * work('inference-8')[0]! - 8 * stem);
  expect(work('inference-1')[0]! / 1e9).toBeCloseTo(4.23, 2);
});

it('compares each contender with ours, and all workloads of a case by their geometric mean', () => {
  const workloads = grouped.workloads.map((workload, index) =>
    scoreWorkload(
      workload,
      {
        runs: [
          { contender: 'resnext', variant: 'native', title: 'ours', turns: turns([1, 1, 1]) },
          {
            contender: 'pytorch',
            variant: 'eager',
            title: 'theirs',
            turns: turns([1, 2, 4].map((ms) => ms * 2 ** index)),
          },
        ],
        absences: [],
      },
      100,
    ),
  );
  const [ours, theirs] = workloads[0]!.scores;
  expect(ours).toMatchObject({ ms: 1, shareOfPeak: (2 * workloads[0]!.multiplyAdds) / 1e6 / 100 });
  expect(ours).not.toHaveProperty('comparedWithOurs');
  expect(theirs!.comparedWithOurs).toEqual({ ratio: 2, min: 1, max: 4 });
  expect(scoreCase(grouped, workloads).means['pytorch']).toBeCloseTo((2 * 4 * 8 * 16) ** (1 / 4));
});

it('makes no mean of fewer workloads than the case has', () => {
  const runs = [{ contender: 'resnext', variant: 'native', title: 'ours', turns: turns([1]) }];
  const workloads = grouped.workloads.map((workload) => scoreWorkload(workload, { runs, absences: [] }));
  expect(scoreCase(grouped, workloads).means).toEqual({});
});
