import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scoreCase, scoreWorkload, type Results } from '../results.ts';
import { cases } from '../workloads.ts';
import { replaceResults } from './markdown.ts';

const document = readFileSync(new URL('../../../../BENCHMARKS.md', import.meta.url), 'utf8');

function results(title: string): Results {
  const item = cases.find(({ name }) => name === 'training-50')!;
  const run = (contender: string, milliseconds: number[]) => ({
    contender,
    variant: 'fastest',
    title,
    turns: milliseconds.map((ms) => ({ ms, minorFaults: 12, peakRss: 3 * 2 ** 20 })),
  });
  const race = { runs: [run('resnext', [1000, 1100]), run('pytorch', [2000, 3300])], absences: [] };
  return {
    date: '2020-02-20',
    machine: { cpu: 'abacus', cores: 2, memoryBytes: 2 ** 33, node: '20.19.0' },
    threads: 2,
    rounds: 2,
    loadAverage: 0.25,
    peakGflops: 1000,
    absences: [{ contender: 'tfjs-node', reason: 'it is not installed' }],
    cases: [scoreCase(item, [scoreWorkload(item.workloads[0]!, race, 1000)])],
  };
}

describe('replaceResults', () => {
  it('writes times, shares of the peak, ratios, memory and absences', () => {
    const text = replaceResults(document, results('a'));
    expect(text).toContain(
      '2020-02-20, abacus, 2 cores, 8 GiB, Node 20.19.0; 2 threads, medians of 2 rounds',
    );
    expect(text).toMatch(
      /\| training-50 \| resnext50_32x4d, batch 8 \| resnext, fastest \| 1050 \| 192 \| 19 % \| {2}\|/,
    );
    expect(text).toContain('| pytorch, fastest | 2650 | 76 | 8 % | 2.52 [2.00-3.00] |');
    expect(text).toContain('| training-50 | pytorch, fastest | 3 | 12 |');
    expect(text).toContain('- tfjs-node: it is not installed');
  });

  it('replaces what is between the markers, and that only', () => {
    const once = replaceResults(document, results('a'));
    expect(replaceResults(once, results('a'))).toBe(once);
    expect(once.startsWith(document.slice(0, document.indexOf('<!--')))).toBe(true);
  });

  it('says what a document lacks', () => {
    expect(() => replaceResults('# Nothing', results('a'))).toThrow('expected the lines <!-- results');
  });
});
