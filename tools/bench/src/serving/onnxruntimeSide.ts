import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ModelRow } from '@resnext/zoo';
import { onnxruntime } from '../contenders/onnxruntime.ts';
import type { NetworkWorkload } from '../workloads.ts';
import type { Inputs } from './inputs.ts';
import type { Side } from './side.ts';

/** What the process says when it listens. */
export interface OnnxServerReady {
  readonly address: string;
  readonly title: string;
}

/**
 * What most would write in an afternoon: onnxruntime-node behind a Fastify handler, one image at a time.
 *
 * @throws Error when onnxruntime or what makes its model is not installed
 */
export async function startOnnxruntime(row: ModelRow, inputs: Inputs, threads: number): Promise<Side> {
  const reason = await onnxruntime.whyNot();
  if (reason !== undefined) throw new Error(reason);
  const workload: NetworkWorkload = { kind: 'inference', batch: 1, row };
  await onnxruntime.prepare!(workload);
  const program = fileURLToPath(new URL('../processes/onnxServer.ts', import.meta.url));
  const child = fork(program, [JSON.stringify(workload), String(threads)], {
    execArgv: ['--conditions=@resnext/source', '--import', 'tsx'],
  });
  const ended = once(child, 'exit');
  const first: unknown[] = await Promise.race([once(child, 'message'), ended]);
  if (child.exitCode !== null) throw new Error(`onnxruntime's server ended with ${child.exitCode}`);
  const { address, title } = first[0] as OnnxServerReady;
  return {
    title: `${title} behind Fastify`,
    address,
    request: (kind) => ({
      url: `${address}/${kind}`,
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: Buffer.from(inputs[kind]),
    }),
    async computed() {
      const answer = once(child, 'message');
      child.send('computed');
      const [images] = (await answer) as [number];
      return { images, batches: images };
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
