import { createRequire } from 'node:module';
import { modelFile } from '../contenders/onnxModel.ts';
import { peersFolder } from '../peers.ts';
import type { Workload } from '../workloads.ts';
import { serve } from './serve.ts';

/** The part of onnxruntime-node that is used: it is fetched on demand, so its types are not here. */
interface OnnxRuntime {
  readonly env: { readonly versions: { readonly node?: string; readonly common: string } };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object;
  readonly InferenceSession: {
    create(path: string, options: object): Promise<Session>;
  };
}

interface Session {
  run(feeds: Values, fetches?: Values): Promise<Values>;
}

type Values = Readonly<Record<string, object>>;

/** onnxruntime on the file that python/export_onnx.py makes. */
await serve(async ({ workload, threads }) => {
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
  const shape = inputShape(workload);
  const x = Float32Array.from(
    { length: shape.reduce((product, size) => product * size) },
    (_, index) =>
      // No two neighbours alike, about as large as normalised pixels.
      ((index * 151) % 256) / 64 - 2,
  );
  const feeds = { x: new Tensor('float32', x, shape) };
  // Outputs that are given are written in place: new ones would be paid for in page faults.
  const outputs = await session.run(feeds);
  return {
    title: `onnxruntime-node ${env.versions.node ?? env.versions.common}`,
    repetition: () => session.run(feeds, outputs),
  };
});

function inputShape(workload: Workload): number[] {
  const [channels, size] =
    'row' in workload
      ? [workload.row.channels, workload.row.preprocessing.inputSize]
      : [workload.channels, workload.size];
  return [workload.batch, channels, size, size];
}
