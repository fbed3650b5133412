import type { Workload } from '../workloads.ts';
import { openOnnxSession } from './onnxSession.ts';
import { serve } from './serve.ts';

/** onnxruntime on the file that python/export_onnx.py makes. */
await serve(async ({ workload, threads }) => {
  const { session, tensor, title } = await openOnnxSession(workload, threads);
  const shape = inputShape(workload);
  const x = Float32Array.from(
    { length: shape.reduce((product, size) => product * size) },
    (_, index) =>
      // No two neighbours alike, about as large as normalised pixels.
      ((index * 151) % 256) / 64 - 2,
  );
  const feeds = { x: tensor(x, shape) };
  // Outputs that are given are written in place: new ones would be paid for in page faults.
  const outputs = await session.run(feeds);
  return { title, repetition: () => session.run(feeds, outputs) };
});

function inputShape(workload: Workload): number[] {
  const [channels, size] =
    'row' in workload
      ? [workload.row.channels, workload.row.preprocessing.inputSize]
      : [workload.channels, workload.size];
  return [workload.batch, channels, size, size];
}
