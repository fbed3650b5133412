import { existsSync } from 'node:fs';
import { peersFolder } from '../peers.ts';
import type { Workload } from '../workloads.ts';

/** The file of a workload's ONNX model. */
export function modelFile(workload: Workload): string {
  const name =
    'row' in workload
      ? `${workload.row.name}-${workload.batch}`
      : `grouped-${workload.batch}x${workload.size}x${workload.size}x${workload.channels}g${workload.groups}`;
  return `${peersFolder}/models/${name}.onnx`;
}

export function hasModel(workload: Workload): boolean {
  return existsSync(modelFile(workload));
}
