import { exitCodes } from './errors.ts';
import { report } from './explain.ts';
import { run } from './run.ts';

const interruption = new AbortController();

/** npm passes on a Ctrl-C that the terminal has delivered already; only a later one is another. */
const SAME_MILLISECONDS = 1000;
let interrupted: number | undefined;

function interrupt(): void {
  if (interrupted !== undefined && Date.now() - interrupted > SAME_MILLISECONDS) {
    process.exit(exitCodes.interrupted);
  }
  interrupted ??= Date.now();
  interruption.abort();
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

// The reader has seen enough, as `head` has: no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  throw error;
});

// What escapes from a callback ends like everything else.
process.on('uncaughtException', (error) => process.exit(report(error, process)));

process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interruption.signal,
});
