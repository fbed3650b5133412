import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { npmHas, python, pythonEnvironment, pythonHas, pythonScripts } from '../peers.ts';
import type { Contender } from './contender.ts';
import { nodeCommand } from './nodeCommand.ts';
import { hasModel, modelFile } from './onnxModel.ts';

/** Microsoft's runtime, in Node: inference only. */
export const onnxruntime: Contender = {
  name: 'onnxruntime',
  async whyNot() {
    if (!npmHas('onnxruntime-node')) return 'onnxruntime-node is not installed: run tools/bench/install.sh';
    return pythonHas('torch, onnx')
      ? undefined
      : 'its models need torch and onnx: run tools/bench/install.sh';
  },
  variants: ({ kind }) => (kind === 'inference' || kind === 'grouped-forward' ? ['NCHW'] : []),
  async prepare(workload) {
    if (hasModel(workload)) return;
    const args = [`${pythonScripts}/export_onnx.py`, JSON.stringify(workload), modelFile(workload)];
    await promisify(execFile)(python, args, { env: pythonEnvironment() });
  },
  command: (assignment) => nodeCommand('onnxruntime', assignment),
};
