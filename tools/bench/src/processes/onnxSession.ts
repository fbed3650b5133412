import { createRequire } from 'node:module';
import { modelFile } from '../contenders/onnxModel.ts';
import { peersFolder } from '../peers.ts';
import type { Workload } from '../workloads.ts';

/** The part of onnxruntime-node that is used: it is fetched on demand, so its types are not here. */
interface OnnxRuntime {
  readonly env: { readonly versions: { readonly node?: string; readonly common: string } };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor;
  readonly InferenceSession: {
    create(path: string, options: object): Promise<Session>;
  };
}

interface OnnxTensor {
  readonly data: Float32Array;
}

interface Session {
  readonly outputNames: readonly string[];
  run(feeds: Values, fetches?: Values): Promise<Values>;
}

type Values = Readonly<Record<string, OnnxTensor>>;

/** A model that python/export_onnx.py made, in onnxruntime. */
export interface OnnxSession {
  /** What runs and in which version. */
  readonly title: string;
  readonly tensor: (data: Float32Array, dims: readonly number[]) => OnnxTensor;
  readonly session: Session;
}

export async function openOnnxSession(workload: Workload, threads: number): Promise<OnnxSession> {
  const require = createRequire(`${peersFolder}/`);
  const { InferenceSession, Tensor, env } = require('onnxruntime-node') as OnnxRuntime;
  const session = await InferenceSession.create(modelFile(workload), {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    enableMemPattern: true,
    enableCpuMemArena: true,
  });
  return {
    title: `onnxruntime-node ${env.versions.node ?? env.versions.common}`,
    tensor: (data, dims) => new Tensor('float32', data, dims),
    session,
  };
}
