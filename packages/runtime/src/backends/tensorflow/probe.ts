import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { explainGpu } from './explainGpu.ts';
import { doesNotLoad } from './load.ts';

const require = createRequire(import.meta.url);

/** A GPU's libraries and kernels can take a while to load the first time. */
const TIMEOUT = 120_000;

/** Loads a package, computes, and says on which device. */
const program = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const { backend, scalar } = require(process.argv[1]);
  scalar(1).add(1).dataSync();
  process.stdout.write(JSON.stringify({ onGpu: backend().isUsingGpuDevice }));
`;

const answers = new Map<string, Promise<string | undefined>>();

/**
 * Tries a package in a process of its own, once: a library that does not fit the machine may end the process
 * that loads it, and TensorFlow tells why it takes no GPU on stderr alone.
 *
 * @returns why it cannot be used, and what to do; nothing if it can
 */
export function probe(packageName: string, device: 'cuda' | 'cpu'): Promise<string | undefined> {
  let answer = answers.get(packageName);
  if (!answer) answers.set(packageName, (answer = tryPackage(packageName, device)));
  return answer;
}

async function tryPackage(packageName: string, device: 'cuda' | 'cpu'): Promise<string | undefined> {
  const { error, stdout, stderr } = await runProgram(require.resolve(packageName));
  if (error) return doesNotLoad(packageName, failureIn(stderr) ?? error);
  if (device === 'cpu' || (JSON.parse(stdout) as { onGpu: boolean }).onGpu) return undefined;
  return explainGpu(stderr);
}

interface Outcome {
  readonly error: Error | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runProgram(path: string): Promise<Outcome> {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0', TF_FORCE_GPU_ALLOW_GROWTH: 'true' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['-e', program, path],
      { env, timeout: TIMEOUT, maxBuffer: 2 ** 24 },
      (error, stdout, stderr) => resolve({ error: error && new Error(endOf(error)), stdout, stderr }),
    );
  });
}

function endOf({
  signal,
  code,
  killed,
}: {
  signal?: NodeJS.Signals | null;
  code?: unknown;
  killed?: boolean;
}): string {
  if (killed) return `it does not answer within ${TIMEOUT / 1000} s`;
  return signal ? `it ends the process with ${signal}` : `it ends the process with exit code ${String(code)}`;
}

/** What Node says of an error that nobody caught. */
function failureIn(stderr: string): string | undefined {
  return /^\w*Error: (.+)$/m.exec(stderr)?.[1];
}
