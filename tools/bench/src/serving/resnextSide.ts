import { basename } from 'node:path';
import type { ModelRow } from '@resnext/zoo';
import type { Inputs } from './inputs.ts';
import { ServedProcess } from './servedProcess.ts';
import type { LoadRequest, Side } from './side.ts';

/** `resnext serve`. */
export async function startResnext(
  row: ModelRow,
  weights: string,
  inputs: Inputs,
  flags: readonly string[],
): Promise<Side> {
  const served = await ServedProcess.start(['--weights', weights, '--log-level', 'error', ...flags]);
  const model = basename(weights, '.safetensors');
  const { address } = served;
  const post = (path: string, headers: Record<string, string>, body: Buffer): LoadRequest => {
    return { url: `${address}${path}`, method: 'POST', headers, body };
  };
  return {
    title: `resnext serve, ${served.backend}`,
    address,
    request(kind) {
      if (kind === 'JPEG')
        return post(
          `/v1/classify?model=${model}`,
          { 'Content-Type': 'image/jpeg' },
          Buffer.from(inputs.JPEG),
        );
      const { inputSize } = row.preprocessing;
      const tensor = {
        name: 'images',
        datatype: kind,
        shape: [1, inputSize, inputSize, row.channels],
        parameters: { binary_data_size: inputs[kind].length },
      };
      const outputs = [{ name: 'logits', parameters: { binary_data: true } }];
      const json = Buffer.from(JSON.stringify({ inputs: [tensor], outputs }));
      return post(
        `/v2/models/${model}/infer`,
        {
          'Content-Type': 'application/octet-stream',
          'Inference-Header-Content-Length': String(json.length),
        },
        Buffer.concat([json, inputs[kind]]),
      );
    },
    async computed() {
      const response = await fetch(`${address}/v2/models/${model}/stats`);
      const { model_stats } = (await response.json()) as {
        model_stats: [{ inference_count: number; execution_count: number }];
      };
      return { images: model_stats[0].inference_count, batches: model_stats[0].execution_count };
    },
    async stop() {
      await served.end();
    },
  };
}
