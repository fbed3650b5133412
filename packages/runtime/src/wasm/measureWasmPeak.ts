import { performance } from 'node:perf_hooks';
import { RuntimeError } from '../errors.ts';
import { engine } from './engine.ts';
import { hasSimd } from './hasSimd.ts';
import { FLOPS_A_TURN, peakModule } from './peakModule.ts';

/** Calls are short, so that the engine's optimised code, which only new calls run, takes over early. */
const TURNS_A_CALL = 5_000;
const MILLISECONDS = 200;

/**
 * The most that one thread of this machine can compute in WebAssembly, which bounds the `wasm` and `cpu`
 * backends: four lanes, multiplication and addition as two instructions. Takes about 0.2 s.
 *
 * @returns billions of multiplications and additions a second (GFLOPS)
 * @throws {RuntimeError} `RUNTIME_CANNOT_MEASURE` if this JavaScript engine has no WebAssembly SIMD
 */
export function measureWasmPeak(): number {
  if (!engine || !hasSimd()) {
    throw new RuntimeError(
      'RUNTIME_CANNOT_MEASURE',
      'expected an engine with WebAssembly SIMD for measurePeak but this one has none: use Node 20.19 or later',
    );
  }
  const { exports } = new engine.Instance(new engine.Module(peakModule()));
  const run = exports['run'] as (turns: number) => number;
  let fastest = Infinity;
  const end = performance.now() + MILLISECONDS;
  while (performance.now() < end) {
    const start = performance.now();
    run(TURNS_A_CALL);
    fastest = Math.min(fastest, performance.now() - start);
  }
  return (TURNS_A_CALL * FLOPS_A_TURN) / (fastest * 1e6);
}
