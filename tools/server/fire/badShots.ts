import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Random } from '@resnext/data';
import { bodyOf } from '../../../test/src/support/inferAnswer.ts';
import type { Wire, WireAnswer } from '../../../test/src/support/wire.ts';
import { binaryFloats } from './goodShots.ts';
import { pixelBomb } from './pixelBomb.ts';
import {
  INFER,
  binaryInfer,
  bytesTensor,
  formOf,
  jsonInfer,
  requestBytes,
  uint32,
  type RequestParts,
} from './request.ts';
import { oneOf, someTargets, type Aim, type Shot } from './shot.ts';
import { PIXELS, SIZE } from './truth.ts';

/** More than the server takes, in few bytes: its limit is to hold for what comes out as well. */
const compressionBomb = gzipSync(Buffer.alloc(80 * 2 ** 20));
const bomb = pixelBomb();
const zeros = Array.from({ length: PIXELS }, () => 0);
const image = { name: 'images', datatype: 'FP32', shape: [1, SIZE, SIZE, 1], data: zeros };

/** Requests that are to be refused, each with its sentence, or that nobody waits for any more. */
export const badShots: readonly Shot[] = [
  // The JSON
  inferOf('broken JSON', ({ random }) => {
    const whole = JSON.stringify({ inputs: [image] });
    return { body: whole.slice(0, 1 + random.int(whole.length - 1)) };
  }),
  inferOf('not JSON', ({ random }) => ({ body: noise(random, 1 + random.int(300)) })),
  inferOf('not an object', ({ random }) => ({
    body: oneOf(random, ['[]', 'null', '1', '"inputs"', '{}', '{"inputs":{}}', '{"inputs":[null]}']),
  })),
  inferOf('deep JSON', () => ({
    body: `{"inputs":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  })),
  inferOf('no body', () => ({ method: 'POST' })),
  inferOf('inputs that are wrong', ({ random }) =>
    jsonInfer({
      inputs: oneOf<readonly object[]>(random, [
        [],
        [image, image],
        [{ ...image, name: 'pictures' }],
        [{ ...image, name: 7 }],
        [{ ...image, name: '__proto__' }],
        [{ ...image, data: undefined }],
        [{ ...image, data: 'zeros' }],
        [{ ...image, data: zeros.map(String) }],
        [{ ...image, data: zeros.slice(1) }],
        [{ ...image, data: [...zeros, 0] }],
        [{ ...image, data: [zeros, [zeros]] }],
      ]),
    }),
  ),
  inferOf('shapes that are wrong', ({ random }) =>
    jsonInfer({
      inputs: [
        {
          ...image,
          shape: oneOf<unknown>(random, [
            [-1, SIZE, SIZE, 1],
            [0, SIZE, SIZE, 1],
            [1.5, SIZE, SIZE, 1],
            [SIZE, SIZE, 1],
            [PIXELS],
            [],
            [1, SIZE, SIZE, 3],
            [1, SIZE + 1, SIZE, 1],
            [2, SIZE, SIZE, 1],
            [2 ** 32, 2 ** 32, 2 ** 32, 1],
            [Number.MAX_SAFE_INTEGER, SIZE, SIZE, 1],
            ['1', SIZE, SIZE, 1],
            '1,8,8,1',
            null,
          ]),
        },
      ],
    }),
  ),
  inferOf('types that are wrong', ({ random }) =>
    jsonInfer({
      inputs: [{ ...image, datatype: oneOf(random, ['FP64', 'INT8', 'BOOL', 'fp32', '', 32, null]) }],
    }),
  ),
  inferOf('outputs that are wrong', ({ random }) =>
    jsonInfer({
      inputs: [image],
      outputs: oneOf<unknown>(random, [
        [{ name: 'colour' }],
        [{}],
        'logits',
        [{ name: 'logits', parameters: { classification: -1 } }],
        [{ name: 'logits', parameters: { classification: 'all' } }],
      ]),
    }),
  ),
  inferOf('parameters that are wrong', ({ random }) =>
    jsonInfer({
      inputs: [image],
      parameters: oneOf<unknown>(random, [{ timeout: -1 }, { timeout: 'soon' }, { priority: -1 }, [], 7]),
    }),
  ),
  inferOf('more images than a batch', () => {
    const count = 100_000;
    return jsonInfer({ inputs: [{ ...image, shape: [count, SIZE, SIZE, 1], data: zeros }] });
  }),

  // Binary tensors, and what is said of their lengths
  inferOf('truncated binary', (aim) => {
    const { headers, body } = binaryFloats(someTargets(aim));
    return { headers, body: Buffer.from(body!).subarray(0, -1 - aim.random.int(200)) };
  }),
  inferOf('trailing bytes', (aim) => {
    const { headers, body } = binaryFloats(someTargets(aim));
    return { headers, body: Buffer.concat([Buffer.from(body!), noise(aim.random, 1 + aim.random.int(50))]) };
  }),
  inferOf('a lie about binary_data_size', ({ random }) => {
    const size = oneOf<unknown>(random, [0, 1, -4, 255, 257, 512, 2 ** 31, 2 ** 53, 0.5, '256', null, {}]);
    const { data: _, ...input } = image;
    return binaryInfer({ inputs: [{ ...input, parameters: { binary_data_size: size } }] }, zeroTensor);
  }),
  inferOf('a lie about the length of the JSON', (aim) => {
    const { headers, body } = binaryFloats(someTargets(aim));
    const length = oneOf<string | number>(aim.random, [
      1,
      17,
      100_000,
      -1,
      'x',
      '1e2',
      '0x10',
      '99999999999999999999',
    ]);
    return { headers: { ...headers, 'Inference-Header-Content-Length': length }, body };
  }),
  inferOf('raw input of a wrong length', ({ random }) => ({
    headers: { 'Inference-Header-Content-Length': 0 },
    body: noise(random, 1 + 4 * random.int(40)),
  })),
  inferOf('a lie about the length of a file', ({ random, targets }) => {
    const file = oneOf(random, targets).file;
    const length = oneOf(random, [0, file.length + 1, 2 ** 31, 2 ** 32 - 1]);
    const raw = Buffer.concat([uint32(length), file]);
    return binaryInfer({ inputs: [{ ...files, parameters: { binary_data_size: raw.length } }] }, raw);
  }),

  // Files
  inferOf('files that are no images', ({ random, targets }) => {
    const raw = bytesTensor([brokenFile(random, oneOf(random, targets).file)]);
    return binaryInfer({ inputs: [{ ...files, parameters: { binary_data_size: raw.length } }] }, raw);
  }),
  classifyOf('a file that is no image', ({ random, targets }) => ({
    headers: { 'Content-Type': oneOf(random, ['image/png', 'image/jpeg', 'application/octet-stream']) },
    body: brokenFile(random, oneOf(random, targets).file),
  })),
  classifyOf('a pixel bomb', () => ({ headers: { 'Content-Type': 'image/png' }, body: bomb })),
  classifyOf('a form that is broken', ({ random, targets }) => {
    const { headers, body } = formOf([oneOf(random, targets).file]);
    const whole = Buffer.from(body!);
    return oneOf<RequestParts>(random, [
      { headers, body: whole.subarray(0, 1 + random.int(whole.length - 6)) },
      { headers: { 'Content-Type': 'multipart/form-data' }, body: whole },
      { headers: { 'Content-Type': 'multipart/form-data; boundary=another' }, body: whole },
      formOf([]),
      { headers, body: noise(random, 500) },
    ]);
  }),
  classifyOf('JSON without images', ({ random }) =>
    jsonInfer(
      oneOf<object>(random, [{}, { images: [] }, { images: 'one' }, { images: [7] }, { images: ['%'] }]),
    ),
  ),
  {
    name: 'questions that are wrong',
    async fire({ lane, random, targets }) {
      const query = oneOf(random, ['top=0', 'top=-1', 'top=x', 'explain=-1', 'model=letters', 'version=9']);
      const { file } = oneOf(random, targets);
      const headers = { 'Content-Type': 'image/png' };
      expectRefusal(await lane.ask(requestBytes(`/v1/classify?${query}`, { headers, body: file })));
    },
  },

  // Compression
  inferOf(
    'a compression bomb',
    () => ({ headers: { 'Content-Encoding': 'gzip' }, body: compressionBomb }),
    [413],
  ),
  inferOf('broken compression', (aim) => {
    const { body } = binaryFloats(someTargets(aim));
    const packed = gzipSync(body!);
    const broken = oneOf(aim.random, [
      noise(aim.random, 100),
      packed.subarray(0, -9),
      packed.subarray(0, 12),
    ]);
    const encoding = oneOf(aim.random, ['gzip', 'deflate']);
    return { headers: { 'Content-Encoding': encoding }, body: broken };
  }),
  inferOf('unknown compression', () => ({ headers: { 'Content-Encoding': 'zip' }, body: 'x' })),

  // Where to, and how
  {
    name: 'paths and methods that are wrong',
    async fire({ lane, random }) {
      const [method, path] = oneOf(random, strayed);
      expectRefusal(await lane.ask(requestBytes(path, { method })));
    },
  },
  {
    name: 'another host',
    async fire({ lane }) {
      expectRefusal(await lane.ask(requestBytes('/v2', { headers: { Host: 'elsewhere.example' } })));
    },
  },

  // HTTP itself
  raw('giant headers', () => requestBytes('/v2', { headers: { 'X-Much': 'x'.repeat(100_000) } })),
  raw('many headers', () => requestBytes('/v2', { headers: manyHeaders })),
  raw('a giant path', () => requestBytes(`/v2/${'x'.repeat(100_000)}`)),
  raw('no HTTP', ({ random }) =>
    oneOf(random, [
      Buffer.from('GET / HTTP/9.9\r\n\r\n'),
      Buffer.from('hello\r\n\r\n'),
      // How TLS begins
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
      noise(random, 200),
    ]),
  ),
  raw('a giant Content-Length', () =>
    requestBytes(INFER, { method: 'POST', headers: { 'Content-Length': 10 ** 12 } }),
  ),
  raw('a Content-Length that is no number', ({ random }) =>
    requestBytes(INFER, {
      method: 'POST',
      headers: { 'Content-Length': oneOf(random, ['-1', 'x', '1,2', '1e3']) },
    }),
  ),
  raw('two ways to say where the body ends', (aim) => {
    const { headers, body } = binaryFloats(someTargets(aim));
    return requestBytes(INFER, { headers: { ...headers, 'Transfer-Encoding': 'chunked' }, body });
  }),
  raw('chunks that are broken', ({ random }) => {
    const head = `POST ${INFER} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n`;
    return Buffer.from(
      head + oneOf(random, ['zz\r\n', '-5\r\n', 'fffffffffffffffff\r\n', '3\r\nabcdef\r\n']),
    );
  }),
  raw('a Content-Length that is too short', (aim) => {
    const { headers, body } = binaryFloats(someTargets(aim));
    return requestBytes(INFER, { headers: { ...headers, 'Content-Length': 1 + aim.random.int(150) }, body });
  }),

  // Clients that go away
  gone('before a word', async () => {}),
  gone('amid the head', async (wire, aim) => {
    const bytes = requestBytes(INFER, binaryFloats(someTargets(aim)));
    await wire.send(bytes.subarray(0, 1 + aim.random.int(60)));
  }),
  gone('amid the body', async (wire, aim) => {
    const bytes = requestBytes(INFER, binaryFloats(someTargets(aim)));
    await wire.send(bytes.subarray(0, bytes.length - 1 - aim.random.int(200)));
    await setTimeout(aim.random.int(20));
  }),
  gone('amid the body, politely', async (wire, aim) => {
    const bytes = requestBytes(INFER, binaryFloats(someTargets(aim)));
    await wire.send(bytes.subarray(0, bytes.length - 1 - aim.random.int(200)));
    wire.finish();
    const answer = await wire.answer();
    if (answer) expectRefusal(answer);
  }),
  gone('while it waits', async (wire, aim) => {
    await wire.send(requestBytes(INFER, binaryFloats(someTargets(aim))));
    await setTimeout(aim.random.int(10));
  }),
  gone('amid the answer', async (wire) => {
    await wire.send(Buffer.concat(Array.from({ length: 20 }, () => requestBytes('/metrics'))));
    await wire.answer();
  }),
  gone('slowly', async (wire, aim) => {
    const bytes = requestBytes(INFER, binaryFloats(someTargets(aim)));
    for (let at = 0; at < 10; at++) {
      await wire.send(bytes.subarray(20 * at, 20 * at + 20));
      await setTimeout(20);
    }
  }),
];

const zeroTensor = Buffer.alloc(4 * PIXELS);
const files = { name: 'images', datatype: 'BYTES', shape: [1] };
const manyHeaders = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`X-${index}`, 'x']));

const strayed: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/v3'],
  ['GET', '/v2/models/letters'],
  ['GET', '/v2/models/digits/versions/7'],
  ['GET', '/v2/models/digits/versions/..%2f..%2f1'],
  ['GET', '/v2/models/%00'],
  ['GET', '/v2/models/%ff'],
  ['GET', '/v2/models/%'],
  ['GET', '/assets/..%2f..%2f..%2fetc%2fpasswd'],
  ['GET', '/assets/../../../../etc/passwd'],
  ['GET', INFER],
  ['PUT', INFER],
  ['DELETE', '/v2/models/digits'],
  ['PATCH', '/v1/classify'],
  ['POST', '/v2/models/letters/infer'],
  ['POST', '/v2/health/live'],
  ['POST', '/v2/repository/models/letters/load'],
];

function inferOf(name: string, partsOf: (aim: Aim) => RequestParts, statuses?: readonly number[]): Shot {
  return refusedAt(INFER, name, partsOf, statuses);
}

function classifyOf(name: string, partsOf: (aim: Aim) => RequestParts): Shot {
  return refusedAt('/v1/classify?model=digits', `classify: ${name}`, partsOf);
}

function refusedAt(
  path: string,
  name: string,
  partsOf: (aim: Aim) => RequestParts,
  statuses?: readonly number[],
): Shot {
  return {
    name,
    async fire(aim) {
      expectRefusal(await aim.lane.ask(requestBytes(path, partsOf(aim))), statuses);
    },
  };
}

/** What HTTP itself does not allow: refused, or just cut off, and the connection is over. */
function raw(name: string, bytesOf: (aim: Aim) => Uint8Array): Shot {
  return {
    name,
    fire: (aim) =>
      aim.lane.alone(async (wire) => {
        await wire.send(bytesOf(aim));
        wire.finish();
        const answer = await wire.answer();
        if (answer) expectRefusal(answer);
      }),
  };
}

function gone(name: string, use: (wire: Wire, aim: Aim) => Promise<void>): Shot {
  return { name: `gone ${name}`, fire: (aim) => aim.lane.alone((wire) => use(wire, aim)) };
}

/** @throws Error unless the answer says in a sentence what is wrong with the request */
function expectRefusal(answer: WireAnswer, statuses?: readonly number[]): void {
  const { status } = answer;
  const text = bodyOf(answer).toString();
  const right = statuses ? statuses.includes(status) : (status >= 400 && status < 500) || status === 501;
  if (!right)
    throw new Error(
      `expected an answer ${statuses?.join(' or ') ?? '4xx'} but received ${status} ${text.slice(0, 300)}`,
    );
  const document = JSON.parse(text) as Record<string, unknown>;
  if (Object.keys(document).join() !== 'error' || typeof document['error'] !== 'string')
    throw new Error(`expected {"error": "..."} but received ${text.slice(0, 300)}`);
}

function brokenFile(random: Random, file: Uint8Array): Uint8Array {
  const flipped = Uint8Array.from(file);
  // In the header's size: the checksum after it no longer fits.
  flipped[19] = 200;
  return oneOf(random, [
    Buffer.from('no image'),
    new Uint8Array(0),
    noise(random, 400),
    file.subarray(0, 8 + random.int(20)),
    flipped,
    bomb,
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
  ]);
}

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.int(256)));
}
