import type { Backend } from './backend.ts';
import { cpu } from './cpu.ts';
import { native } from './native.ts';
import { tensorflowCpu, tensorflowGpu } from './tensorflow/backends.ts';
import { wasm } from './wasm.ts';

/** Every backend, the one to be preferred first. */
export const backends: readonly Backend[] = [tensorflowGpu, native, tensorflowCpu, wasm, cpu];
