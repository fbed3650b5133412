import type { FormatName } from '@resnext/converter';
import { readMutant } from '../../packages/converter/src/testing/readMutant.ts';
import { seedsOf } from '../../packages/converter/src/testing/seeds.ts';

/** Where the worker is. */
export interface Progress {
  readonly file: number;
}

/** What came of all files. */
export interface Result {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly slowest: { readonly file: number; readonly milliseconds: number };
  /** The most that was allocated for one file, garbage included. */
  readonly largest: { readonly file: number; readonly megabytes: number };
  readonly problems: readonly string[];
}

const ROUND = 200;
const MOST_PROBLEMS = 20;

const [format, files, from] = process.argv.slice(2) as [FormatName, string, string];
const seeds = seedsOf(format);
const outcomes: Record<string, number> = {};
const problems: string[] = [];
const slowest = { file: -1, milliseconds: 0 };
const largest = { file: -1, megabytes: 0 };

const first = Number(from);
for (let file = first; file < first + Number(files); file++) {
  if (file % ROUND === 0) process.send!({ file } satisfies Progress);
  const before = allocated();
  const start = process.cpuUsage();
  try {
    const outcome = await readMutant(seeds, format, file);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  } catch (error) {
    outcomes['foreign'] = (outcomes['foreign'] ?? 0) + 1;
    if (problems.length < MOST_PROBLEMS)
      problems.push(`file ${file}: ${error instanceof Error ? error.stack : String(error)}`);
  }
  // Of the processor: a machine that is busy with other things is not the reader's fault.
  const { user, system } = process.cpuUsage(start);
  const milliseconds = (user + system) / 1000;
  if (milliseconds > slowest.milliseconds) Object.assign(slowest, { file, milliseconds });
  // A collection in between makes it less, which others of the same kind make up for.
  const megabytes = (allocated() - before) / 1e6;
  if (megabytes > largest.megabytes) Object.assign(largest, { file, megabytes });
}
process.send!({ outcomes, slowest, largest, problems } satisfies Result);
process.disconnect();

function allocated(): number {
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}
