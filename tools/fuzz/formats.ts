import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatNames } from '@resnext/converter';
import type { Progress, Result } from './worker.ts';

/*
 * Reads damaged files of every format and holds the reader to its word: an error of its own or a good
 * answer, within 2 seconds and 4 times the file's size and 64 MB, whatever the bytes.
 *
 *   node --conditions=@resnext/source --import tsx tools/fuzz/formats.ts [--files 200000] [--from 0] [FORMAT ...]
 */

const LONGEST_MS = 2000;
const MOST_MB = 64;
/** Without a word of 200 files in so long, even on a busy machine, it hangs. */
const GIVE_UP_MS = 300_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string', default: '200000' }, from: { type: 'string', default: '0' } },
});
let failures = 0;
for (const format of positionals.length > 0 ? positionals : formatNames) failures += await fuzz(format);
process.exitCode = failures > 0 ? 1 : 0;

/** A process for each format: what ends it is a failure, and not the end of the others. */
async function fuzz(format: string): Promise<number> {
  const worker = fork(
    fileURLToPath(new URL('worker.ts', import.meta.url)),
    [format, values.files, values.from],
    {
      execArgv: ['--conditions=@resnext/source', '--import', 'tsx', '--max-old-space-size=512'],
    },
  );
  const start = performance.now();
  let reached = Number(values.from);
  let done = false;
  let problems = 0;
  let heard = performance.now();
  const watch = setInterval(() => {
    if (performance.now() - heard < GIVE_UP_MS) return;
    report(format, `hung after file ${reached}`);
    worker.kill('SIGKILL');
  }, 1000);
  worker.on('message', (message: Progress | Result) => {
    heard = performance.now();
    if ('file' in message) {
      reached = message.file;
      return;
    }
    done = true;
    problems = judge(format, message, performance.now() - start);
  });
  await new Promise((resolve) => worker.once('exit', resolve));
  clearInterval(watch);
  if (done) return problems;
  report(format, `the reader's process ended after file ${reached}`);
  return 1;
}

function judge(
  format: string,
  { outcomes, slowest, largest, problems }: Result,
  milliseconds: number,
): number {
  const counts = Object.entries(outcomes).map(
    ([code, count]) => `${code.replace('CONVERTER_', '').toLowerCase()} ${count}`,
  );
  report(
    format,
    `${values.files} files in ${(milliseconds / 1000).toFixed(0)} s: ${counts.join(', ')}; ` +
      `slowest ${slowest.milliseconds.toFixed(0)} ms (file ${slowest.file}), ` +
      `largest ${largest.megabytes.toFixed(1)} MB for one (file ${largest.file})`,
  );
  for (const problem of problems) report(format, problem);
  return problems.length + Number(slowest.milliseconds > LONGEST_MS) + Number(largest.megabytes > MOST_MB);
}

function report(format: string, text: string): void {
  console.log(`${format.padEnd(12)} ${text}`);
}
