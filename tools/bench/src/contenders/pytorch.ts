import { python, pythonEnvironment, pythonHas, pythonScripts } from '../peers.ts';
import { toArguments } from '../protocol.ts';
import type { Workload } from '../workloads.ts';
import type { Contender } from './contender.ts';

/** PyTorch on the CPU: eager, traced and frozen, or compiled. */
export const pytorch: Contender = {
  name: 'pytorch',
  async whyNot() {
    return pythonHas('torch')
      ? undefined
      : `${python} cannot import torch: run tools/bench/install.sh, or name one that can in RESNEXT_PYTHON`;
  },
  variants: (workload) =>
    modesOf(workload).flatMap((mode) => ['contiguous', 'channels_last'].map((format) => `${mode} ${format}`)),
  command: (assignment) => ({
    file: python,
    args: [`${pythonScripts}/pytorch.py`, ...toArguments(assignment)],
    env: { ...pythonEnvironment(), OMP_NUM_THREADS: `${assignment.threads}` },
  }),
};

function modesOf({ kind }: Workload): readonly string[] {
  if (kind === 'grouped-backward') return ['eager'];
  return kind === 'training' ? ['eager', 'compiled'] : ['eager', 'frozen', 'compiled'];
}
