import {
  add,
  backend,
  getKernelsForBackend,
  registerKernel,
  scalar,
  tidy,
  unregisterKernel,
  type KernelConfig,
} from '@tensorflow/tfjs-core';
import { selectBackend, type BackendName } from '@resnext/runtime';
import { createModel, prepareBatch, resolveRow } from '@resnext/zoo';
import { madeUpBatch } from './processes/madeUpBatch.ts';
import { median } from './statistics.ts';

/*
 * What TensorFlow.js costs on top of kernels: the time of an operation too small to compute anything, and the
 * part of an inference at batch 1 that is spent outside kernels. Usage: overhead.ts [BACKEND]
 */

const OPERATIONS = 1000;
const ROUNDS = 21;

const { name } = await selectBackend((process.argv[2] ?? 'native') as BackendName);
process.stdout.write(
  `${name}: ${(1000 * median(chains())).toFixed(2)} µs an operation in a chain of ${OPERATIONS}\n`,
);
await measureInference();

/** Milliseconds an operation. */
function chains(): number[] {
  return Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    tidy(() => {
      const one = scalar(1);
      let sum = one;
      for (let index = 0; index < OPERATIONS; index++) sum = add(sum, one);
    });
    return (performance.now() - start) / OPERATIONS;
  });
}

async function measureInference(): Promise<void> {
  const row = resolveRow('resnext50_32x4d');
  const model = createModel(row).fold();
  const images = prepareBatch(madeUpBatch(row, 1), row.preprocessing);
  const kernels = timeKernels();
  const rounds: { total: number; kernels: number; native: number; calls: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    kernels.reset();
    const start = performance.now();
    const logits = model.forward(images);
    await logits.data();
    rounds.push({ total: performance.now() - start, ...kernels.read() });
    logits.dispose();
  }
  const of = (key: keyof (typeof rounds)[number]): number => median(rounds.map((round) => round[key]));
  const share = (part: number): string =>
    `${part.toFixed(2)} ms = ${((100 * part) / of('total')).toFixed(1)} %`;
  process.stdout.write(
    `${row.name}, batch 1: ${of('total').toFixed(2)} ms in ${of('calls')} kernels\n` +
      `  outside kernels: ${share(of('total') - of('kernels'))}\n`,
  );
  if (of('native') > 0) process.stdout.write(`  outside native code: ${share(of('total') - of('native'))}\n`);
}

/** Puts clocks around every kernel of the backend, and around every function of its addon if it has one. */
function timeKernels() {
  let inKernels = 0;
  let inNative = 0;
  let calls = 0;
  for (const config of getKernelsForBackend(name)) {
    const kernelFunc: KernelConfig['kernelFunc'] = (parameters) => {
      const start = performance.now();
      const result = config.kernelFunc(parameters);
      inKernels += performance.now() - start;
      calls++;
      return result;
    };
    unregisterKernel(config.kernelName, name);
    registerKernel({ ...config, kernelFunc });
  }
  const host = backend() as object as { addon?: object };
  if (host.addon) host.addon = timedFunctions(host.addon, (milliseconds) => (inNative += milliseconds));
  return {
    reset: () => void (inKernels = inNative = calls = 0),
    read: () => ({ kernels: inKernels, native: inNative, calls }),
  };
}

function timedFunctions(functions: object, onCall: (milliseconds: number) => void): object {
  const entries = Object.entries(functions) as [string, (...args: unknown[]) => unknown][];
  const timed = entries.map(([key, call]) => [
    key,
    (...args: unknown[]): unknown => {
      const start = performance.now();
      const result = call(...args);
      onCall(performance.now() - start);
      return result;
    },
  ]);
  return Object.fromEntries(timed) as object;
}
