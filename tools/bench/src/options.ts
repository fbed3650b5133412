import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { backendNames, type BackendName } from '@resnext/runtime';
import { cases, type Case } from './workloads.ts';

export const usage = `npm run bench -- [options]
  --only NAMES       cases, with commas between: ${cases.map(({ name }) => name).join(', ')}
  --peers NAMES      whom to compare with: onnxruntime, pytorch, tfjs-node; or none (all unless told)
  --backend NAME     ours: ${backendNames.join(', ')} (native unless told)
  --rounds N         turns of everyone (7 unless told)
  --threads N        threads of everyone (as many as there are processors unless told)
  --json FILE        writes everything that was measured
  --markdown FILE    rewrites the results in a document, such as BENCHMARKS.md
`;

export interface Options {
  readonly cases: readonly Case[];
  readonly backend: BackendName;
  /** Names; all unless told. */
  readonly peers?: readonly string[];
  readonly rounds: number;
  readonly threads: number;
  readonly json?: string;
  readonly markdown?: string;
}

/** @throws Error that says which option is wrong */
export function readOptions(args: readonly string[]): Options {
  const option = { type: 'string' } as const;
  const names = ['only', 'peers', 'backend', 'rounds', 'threads', 'json', 'markdown'] as const;
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, option])) as Record<
      (typeof names)[number],
      typeof option
    >,
  });
  const { json, markdown, peers, only, backend = 'native' } = values;
  return {
    cases: only === undefined ? cases : only.split(',').map(caseOf),
    backend: oneOf(backendNames, backend, '--backend'),
    peers: peers === 'none' ? [] : peers?.split(',').map((name) => oneOf(peerNames, name, '--peers')),
    rounds: count(values.rounds ?? '7', '--rounds'),
    threads: count(values.threads ?? `${availableParallelism()}`, '--threads'),
    json,
    markdown,
  };
}

const peerNames = ['onnxruntime', 'pytorch', 'tfjs-node'] as const;

function caseOf(name: string): Case {
  const names = cases.map((candidate) => candidate.name);
  return cases[names.indexOf(oneOf(names, name, '--only'))]!;
}

function oneOf<T extends string>(names: readonly T[], value: string, option: string): T {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new Error(`expected one of ${names.join(', ')} for ${option} but received '${value}'`);
}

function count(text: string, option: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`expected a whole number of at least 1 for ${option} but received '${text}'`);
}
