import { getBackend } from '@tensorflow/tfjs-core';
import { backends } from './backends/index.ts';
import { RuntimeError } from './errors.ts';

/**
 * The most that the running backend can compute on this machine: multiplications and additions in
 * registers, on its threads and in its instruction set. Takes about 0.2 s.
 *
 * @returns billions of multiplications and additions a second (GFLOPS)
 * @throws {RuntimeError} `RUNTIME_CANNOT_MEASURE` if no backend runs, or this Node cannot measure it
 */
export async function measurePeak(): Promise<number> {
  const running = getBackend();
  const backend = backends.find(({ name }) => name === running);
  if (backend) return backend.measurePeak();
  throw new RuntimeError(
    'RUNTIME_CANNOT_MEASURE',
    'expected a running backend for measurePeak but none is selected: call selectBackend first',
  );
}
