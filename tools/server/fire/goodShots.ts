import { setTimeout } from 'node:timers/promises';
import { deflateSync, gzipSync } from 'node:zlib';
import { bodyOf, readInferAnswer } from '../../../test/src/support/inferAnswer.ts';
import type { WireAnswer } from '../../../test/src/support/wire.ts';
import {
  INFER,
  binaryInfer,
  bytesTensor,
  floatBytes,
  formOf,
  jsonInfer,
  requestBytes,
  type RequestParts,
} from './request.ts';
import { oneOf, someTargets, type Aim, type Shot } from './shot.ts';
import { CLASSES, SIZE, checkBest, checkLogits, type Target } from './truth.ts';

const binaryLogits = [{ name: 'logits', parameters: { binary_data: true } }];
const jsonLogits = [{ name: 'logits', parameters: { binary_data: false } }];

/** Requests whose answers are known. */
export const goodShots: readonly Shot[] = [
  infer('FP32, binary', binaryFloats),
  infer('FP32, JSON, flat', (targets) =>
    jsonInfer({
      inputs: [{ ...floats(targets), data: targets.flatMap(({ normalised }) => [...normalised]) }],
      outputs: jsonLogits,
    }),
  ),
  infer('FP32, JSON, nested', (targets) =>
    jsonInfer({ inputs: [{ ...floats(targets), data: targets.map(nested) }] }),
  ),
  infer('UINT8, binary', (targets) => {
    const raw = Buffer.concat(targets.map(({ pixels }) => pixels));
    const parameters = { binary_data_size: raw.length };
    return binaryInfer({ inputs: [{ ...images('UINT8', targets), parameters }], outputs: jsonLogits }, raw);
  }),
  infer('BYTES, binary', (targets) => {
    const raw = bytesTensor(targets.map(({ file }) => file));
    const input = { name: 'images', datatype: 'BYTES', shape: [targets.length] };
    return binaryInfer(
      { inputs: [{ ...input, parameters: { binary_data_size: raw.length } }], outputs: binaryLogits },
      raw,
    );
  }),
  infer('BYTES, base64', (targets) => {
    const data = targets.map(({ file }) => Buffer.from(file).toString('base64'));
    const input = { name: 'images', datatype: 'BYTES', shape: [targets.length, 1] };
    return jsonInfer({ inputs: [{ ...input, data }], outputs: jsonLogits });
  }),
  infer('gzip', (targets) => compressed(binaryFloats(targets), 'gzip')),
  infer('deflate', (targets) => compressed(binaryFloats(targets), 'deflate')),
  infer('compressed answer', (targets) => {
    const { headers, body } = binaryFloats(targets);
    return { headers: { ...headers, 'Accept-Encoding': 'gzip' }, body };
  }),
  {
    name: 'classification',
    async fire(aim) {
      const targets = someTargets(aim);
      const outputs = [{ name: 'logits', parameters: { classification: 1, binary_data: false } }];
      const parts = jsonInfer({ inputs: [{ ...floats(targets), data: targets.map(nested) }], outputs });
      const { tensors } = readInferAnswer(expectOk(await aim.lane.ask(requestBytes(INFER, parts))));
      for (const [index, text] of (tensors.get('logits') as string[]).entries())
        checkBest(Number(text.split(':')[1]), targets[index]!);
    },
  },
  {
    name: 'chunked',
    async fire(aim) {
      const targets = someTargets(aim);
      const { headers, body } = binaryFloats(targets);
      const bytes = Buffer.from(body!);
      const cut = 1 + aim.random.int(bytes.length - 1);
      const chunks = [bytes.subarray(0, cut), bytes.subarray(cut), Buffer.alloc(0)];
      const framed = chunks.flatMap((chunk) => [`${chunk.length.toString(16)}\r\n`, chunk, '\r\n']);
      const request = requestBytes(INFER, {
        method: 'POST',
        headers: { ...headers, 'Transfer-Encoding': 'chunked' },
      }).toString('latin1');
      const head = Buffer.from(request.replace('Content-Length: 0\r\n', ''), 'latin1');
      const answer = await aim.lane.ask(Buffer.concat([head, ...framed.map((part) => Buffer.from(part))]));
      checkInfer(answer, targets);
    },
  },
  {
    name: 'pipelined',
    async fire(aim) {
      const shots = [someTargets(aim), someTargets(aim), someTargets(aim)];
      const requests = shots.map((targets) => requestBytes(INFER, binaryFloats(targets)));
      const answers = await aim.lane.pipeline(requests);
      for (const [index, answer] of answers.entries()) checkInfer(answer, shots[index]!);
    },
  },
  {
    name: 'slow and whole',
    async fire(aim) {
      const targets = someTargets(aim);
      const bytes = requestBytes(INFER, binaryFloats(targets));
      const cut = 1 + aim.random.int(bytes.length - 1);
      await aim.lane.alone(async (wire) => {
        await wire.send(bytes.subarray(0, cut));
        await setTimeout(aim.random.int(50));
        await wire.send(bytes.subarray(cut));
        checkInfer(await wire.answer(), targets);
      });
    },
  },
  classify('a file', ([target]) => ({ headers: { 'Content-Type': 'image/png' }, body: target!.file }), 1),
  classify('a form', (targets) => formOf(targets.map(({ file }) => file))),
  classify('base64', (targets) =>
    jsonInfer({ images: targets.map(({ file }) => Buffer.from(file).toString('base64')) }),
  ),
  {
    name: 'classify: a broken file among good ones',
    async fire(aim) {
      const targets = someTargets(aim);
      const form = formOf([...targets.map(({ file }) => file), Buffer.from('no image')]);
      const results = await resultsOf(aim, form);
      checkResults(results.slice(0, -1), targets);
      if (!results.at(-1)?.error) throw new Error('expected an error for the broken file but received none');
    },
  },
  {
    name: 'questions',
    async fire({ lane, random }) {
      const paths = ['/v2', '/v2/health/ready', '/v2/models/digits', '/v2/models/digits/ready', '/metrics'];
      const more = [
        '/v2/models/digits/config',
        '/v2/models/digits/stats',
        '/v1/models',
        '/',
        '/openapi.json',
      ];
      expectOk(await lane.ask(requestBytes(oneOf(random, [...paths, ...more]))));
    },
  },
];

function images(datatype: string, targets: readonly Target[]) {
  return { name: 'images', datatype, shape: [targets.length, SIZE, SIZE, 1] };
}

function floats(targets: readonly Target[]) {
  return images('FP32', targets);
}

/** The request that is asked for most. */
export function binaryFloats(targets: readonly Target[]): RequestParts {
  const raw = Buffer.concat(targets.map(({ normalised }) => floatBytes(normalised)));
  const parameters = { binary_data_size: raw.length };
  return binaryInfer({ inputs: [{ ...floats(targets), parameters }], outputs: binaryLogits }, raw);
}

/** [H][W][1] */
function nested({ normalised }: Target): number[][][] {
  const rows = Array.from({ length: SIZE }, (_, y) => normalised.subarray(y * SIZE, (y + 1) * SIZE));
  return rows.map((values) => Array.from(values, (value) => [value]));
}

function compressed({ headers, body }: RequestParts, encoding: 'gzip' | 'deflate'): RequestParts {
  const compress = encoding === 'gzip' ? gzipSync : deflateSync;
  return { headers: { ...headers, 'Content-Encoding': encoding }, body: compress(body!) };
}

function infer(name: string, partsOf: (targets: readonly Target[]) => RequestParts): Shot {
  return {
    name,
    async fire(aim) {
      const targets = someTargets(aim);
      checkInfer(await aim.lane.ask(requestBytes(INFER, partsOf(targets))), targets);
    },
  };
}

/** @throws Error unless these are the logits of the images */
export function checkInfer(answer: WireAnswer | undefined, targets: readonly Target[]): void {
  const { document, tensors } = readInferAnswer(expectOk(answer));
  const output = document.outputs.find(({ name }) => name === 'logits');
  const shape = [targets.length, CLASSES];
  if (output?.shape.join() !== shape.join())
    throw new Error(`expected logits of ${shape.join()} but received ${output?.shape.join()}`);
  checkLogits(tensors.get('logits') as Float32Array, targets);
}

/** A result of `/v1/classify`. */
interface Result {
  readonly predictions?: readonly { readonly index: number }[];
  readonly error?: string;
}

function classify(name: string, partsOf: (targets: readonly Target[]) => RequestParts, most = 4): Shot {
  return {
    name: `classify: ${name}`,
    async fire(aim) {
      const targets = someTargets(aim).slice(0, most);
      checkResults(await resultsOf(aim, partsOf(targets)), targets);
    },
  };
}

async function resultsOf({ lane }: Aim, parts: RequestParts): Promise<Result[]> {
  const answer = expectOk(await lane.ask(requestBytes('/v1/classify?model=digits&top=1', parts)));
  return (JSON.parse(bodyOf(answer).toString()) as { results: Result[] }).results;
}

function checkResults(results: readonly Result[], targets: readonly Target[]): void {
  if (results.length !== targets.length)
    throw new Error(`expected ${targets.length} results but received ${results.length}`);
  for (const [index, { predictions, error }] of results.entries()) {
    if (!predictions) throw new Error(`expected predictions but received the error '${error}'`);
    checkBest(predictions[0]!.index, targets[index]!);
  }
}

function expectOk(answer: WireAnswer | undefined): WireAnswer {
  if (answer?.status === 200) return answer;
  const received = answer ? `${answer.status} ${answer.body.toString('utf8', 0, 300)}` : 'none';
  throw new Error(`expected an answer 200 but received ${received}`);
}
