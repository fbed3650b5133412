import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { contenders } from './contenders/index.ts';
import { resnext } from './contenders/resnext.ts';
import type { Contender } from './contenders/contender.ts';
import { readOptions, usage, type Options } from './options.ts';
import { measureMachine } from './peak.ts';
import { race, type Absence } from './race.ts';
import { replaceResults } from './report/markdown.ts';
import { toTerminal } from './report/terminal.ts';
import { scoreCase, scoreWorkload, type CaseResult, type Results } from './results.ts';

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupt.abort(new Error('terminated')));

try {
  const args = process.argv.slice(2);
  if (args.includes('--help')) process.stdout.write(usage);
  else await bench(readOptions(args));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function bench(options: Options): Promise<void> {
  const { json, markdown } = options;
  const document = markdown === undefined ? undefined : await readFile(markdown, 'utf8');
  const results = await measure(options);
  process.stdout.write(toTerminal(results));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(results, undefined, 2)}\n`);
  if (document !== undefined) await writeFile(markdown!, replaceResults(document, results));
}

async function measure({ cases, backend, peers, rounds, threads }: Options): Promise<Results> {
  const invited = contenders(backend).filter(
    ({ name }) => name === 'resnext' || !peers || peers.includes(name),
  );
  const loadAverage = loadavg()[0]!;
  const { able, absences } = await findAble(invited);
  const peakGflops = await measureMachine(threads);
  const results: CaseResult[] = [];
  for (const item of cases) {
    const workloads = [];
    for (const [index, workload] of item.workloads.entries()) {
      const onEvent = (text: string): void =>
        void process.stderr.write(`${item.name} ${index + 1}/${item.workloads.length}: ${text}\n`);
      const found = await race(workload, able, { rounds, threads, onEvent, signal: interrupt.signal });
      workloads.push(scoreWorkload(workload, found, peakGflops));
    }
    results.push(scoreCase(item, workloads));
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      node: process.versions.node,
    },
    threads,
    rounds,
    loadAverage,
    peakGflops,
    absences,
    cases: results,
  };
}

async function findAble(invited: readonly Contender[]): Promise<{ able: Contender[]; absences: Absence[] }> {
  const able: Contender[] = [];
  const absences: Absence[] = [];
  for (const contender of invited) {
    const reason = await contender.whyNot();
    if (reason === undefined) able.push(contender);
    else absences.push({ contender: contender.name, reason });
  }
  // There is always WebAssembly to compare with, slow as it is; the reason is among the absences.
  if (invited[0]?.name === 'resnext' && able[0] !== invited[0]) able.unshift(resnext('wasm'));
  return { able, absences };
}
