import Fastify from 'fastify';
import sharp from 'sharp';
import type { OnnxServerReady } from '../serving/onnxruntimeSide.ts';
import type { InputKind } from '../serving/inputs.ts';
import type { NetworkWorkload } from '../workloads.ts';
import { openOnnxSession } from './onnxSession.ts';

/*
 * onnxruntime-node behind a bare Fastify handler: a body becomes a tensor, the tensor logits, and those the answer.
 * Usage: onnxServer.ts WORKLOAD THREADS
 */

const workload = JSON.parse(process.argv[2]!) as NetworkWorkload;
const { inputSize, resize, mean, std } = workload.row.preprocessing;
const { title, session, tensor } = await openOnnxSession(workload, Number(process.argv[3]));
const shape = [1, workload.row.channels, inputSize, inputSize];
const [output] = session.outputNames;

const app = Fastify({ bodyLimit: 64 * 2 ** 20 });
app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);
let computed = 0;
const kinds: Readonly<Record<InputKind, (body: Buffer) => Float32Array | Promise<Float32Array>>> = {
  // Bytes of a pooled buffer may lie at any place; floats may not.
  FP32: (body) => new Float32Array(Uint8Array.from(body).buffer),
  UINT8: normalised,
  JPEG: async (body) => normalised(await pixelsOf(body)),
};
for (const [kind, read] of Object.entries(kinds)) {
  app.post(`/${kind}`, async (request, reply) => {
    const answer = await session.run({ x: tensor(await read(request.body as Buffer), shape) });
    computed++;
    const { buffer, byteOffset, byteLength } = answer[output!]!.data;
    return reply.type('application/octet-stream').send(Buffer.from(buffer, byteOffset, byteLength));
  });
}
app.get('/v2/health/live', () => ({ live: true }));
process.on('message', () => process.send!(computed));
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.send!({ address, title } satisfies OnnxServerReady);

/** [H, W, C] bytes to [C, H, W] numbers. */
function normalised(pixels: Uint8Array): Float32Array {
  const area = inputSize * inputSize;
  const channels = mean.length;
  const values = new Float32Array(area * channels);
  for (let channel = 0; channel < channels; channel++) {
    const scale = 1 / (255 * std[channel]!);
    const shift = mean[channel]! / std[channel]!;
    for (let at = 0; at < area; at++)
      values[channel * area + at] = pixels[at * channels + channel]! * scale - shift;
  }
  return values;
}

/** The shorter side to `resize`, and the centre of that. */
async function pixelsOf(file: Buffer): Promise<Buffer> {
  const side = resize;
  const border = Math.floor((side - inputSize) / 2);
  return sharp(file)
    .resize(side, side, { fit: 'cover', kernel: 'cubic' })
    .extract({ left: border, top: border, width: inputSize, height: inputSize })
    .removeAlpha()
    .raw()
    .toBuffer();
}
