import process from 'node:process';
import { BuildError } from './buildError.mjs';

/**
 * What the addon is compiled for.
 * @typedef {object} Target
 * @property {readonly string[]} flags of every object
 * @property {readonly string[]} linkFlags
 * @property {readonly string[]} sets the instruction sets, each with kernels of its own
 */

/** No contraction: what a source says is what is rounded, so that results differ by instruction set alone. */
const flags = ['-std=c++20', '-O3', '-fPIC', '-ffp-contract=off', '-fno-math-errno', '-fvisibility=hidden'];

/**
 * What the kernels of a set are compiled with; `native/isa` chooses among the sets when the addon is loaded.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const flagsOfSet = {
  avx512: [
    '-DRESNEXT_SIMD_AVX512',
    '-mavx2',
    '-mfma',
    '-mavx512f',
    '-mavx512vl',
    '-mavx512dq',
    '-mavx512bw',
    '-mprefer-vector-width=512',
  ],
  avx2: ['-DRESNEXT_SIMD_AVX2', '-mavx2', '-mfma'],
  baseline: [],
  neon: [],
};

/** @returns {Target} */
export function targetOf({ platform, arch } = process) {
  if (platform === 'win32') {
    throw new BuildError(
      'the native backend does not run on Windows yet: use WSL, where it does, or wasm, which auto selects',
    );
  }
  const sets = { x64: ['avx512', 'avx2', 'baseline'], arm64: ['neon'] }[arch] ?? ['baseline'];
  if (platform !== 'darwin') return { flags, linkFlags: ['-shared'], sets };
  // A Node for one architecture may run on a Mac of the other.
  const forNode = ['-arch', arch === 'x64' ? 'x86_64' : arch];
  return {
    flags: [...flags, ...forNode],
    linkFlags: ['-bundle', '-undefined', 'dynamic_lookup', ...forNode],
    sets,
  };
}
