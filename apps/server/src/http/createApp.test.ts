import { request as httpRequest } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ServerError } from '../errors.ts';
import { fakeApp, type FakeApp } from '../testing/fakeApp.ts';

const ones = Array<number>(12).fill(1);
const infer = { inputs: [{ name: 'images', datatype: 'FP32', shape: [1, 2, 2, 3], data: ones }] };
const INFER = '/v2/models/fake/infer';

let fake: FakeApp;
beforeAll(async () => {
  fake = await fakeApp();
});

async function json(
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  headers: Record<string, string> = {},
) {
  const response = await fake.app.inject({
    method,
    url,
    payload,
    headers: { host: 'localhost', ...headers },
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.body ? response.json<unknown>() : '',
  };
}

describe('the Open Inference Protocol', () => {
  it('answers what it is, and that it lives and is ready', async () => {
    expect(await json('GET', '/v2')).toMatchObject({
      status: 200,
      body: { name: 'resnext', version: expect.any(String) },
    });
    expect(await json('GET', '/v2/health/live')).toMatchObject({ status: 200, body: { live: true } });
    expect(await json('GET', '/v2/health/ready')).toMatchObject({ status: 200 });
    fake.lifecycle.ending = true;
    expect(await json('GET', '/v2/health/ready')).toMatchObject({
      status: 503,
      body: { error: expect.any(String) },
    });
    fake.lifecycle.ending = false;
    const head = await fake.app.inject({
      method: 'HEAD',
      url: '/v2/health/live',
      headers: { host: 'localhost' },
    });
    expect({ status: head.statusCode, body: head.body }).toEqual({ status: 200, body: '' });
  });

  it.each(['', '/versions/1'])('describes a model%s', async (version) => {
    const path = `/v2/models/fake${version}`;
    expect((await json('GET', path)).body).toEqual({
      name: 'fake',
      versions: ['1'],
      platform: 'resnext_safetensors',
      inputs: [{ name: 'images', datatype: 'FP32', shape: [-1, 2, 2, 3] }],
      outputs: [
        { name: 'logits', datatype: 'FP32', shape: [-1, 3] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 3] },
      ],
    });
    expect((await json('GET', `${path}/ready`)).body).toEqual({ name: 'fake', ready: true });
    expect((await json('GET', `${path}/config`)).body).toMatchObject({ name: 'fake', max_batch_size: 8 });
    expect((await json('GET', `${path}/stats`)).body).toMatchObject({
      model_stats: [{ name: 'fake', version: '1' }],
    });
    expect((await json('GET', '/v2/models/stats')).body).toMatchObject({ model_stats: [{ name: 'fake' }] });
    expect((await json('GET', path.replace('fake', 'other'))).status).toBe(404);
  });

  it('infers, without a Content-Type too, and in binary', async () => {
    expect((await json('POST', INFER, { ...infer, id: '7' })).body).toMatchObject({
      model_name: 'fake',
      id: '7',
      outputs: [{ name: 'logits', data: [12, 1, 2] }, { name: 'probabilities' }],
    });
    const header = Buffer.from(
      JSON.stringify({
        inputs: [
          { name: 'images', datatype: 'FP32', shape: [1, 2, 2, 3], parameters: { binary_data_size: 48 } },
        ],
        outputs: [{ name: 'logits', parameters: { binary_data: true } }],
      }),
    );
    const response = await fake.app.inject({
      method: 'POST',
      url: INFER,
      payload: Buffer.concat([header, new Uint8Array(Float32Array.from(ones).buffer)]),
      headers: { host: 'localhost', 'inference-header-content-length': String(header.length) },
    });
    const length = Number(response.headers['inference-header-content-length']);
    const floats = response.rawPayload.subarray(length);
    expect([floats.readFloatLE(0), floats.readFloatLE(4), floats.readFloatLE(8)]).toEqual([12, 1, 2]);
  });

  it('reads large JSON on another thread', async () => {
    const count = 1000;
    const data = Array<number>(12 * count).fill(1.25);
    const { status, body } = await json('POST', INFER, {
      inputs: [
        { name: 'images', datatype: 'FP32', shape: [count, 2, 2, 3], data: data.map((each) => each + 1e-7) },
      ],
    });
    expect({ status, body }).toMatchObject({ status: 200, body: { outputs: [{ shape: [count, 3] }, {}] } });
    const bad = await json('POST', INFER, {
      inputs: [{ name: 'images', datatype: 'FP32', shape: [1], data: ['x'.repeat(1e5)] }],
    });
    expect(bad).toMatchObject({ status: 400, body: { error: expect.stringContaining('[-1, 2, 2, 3]') } });
  });

  it('lists and changes the repository', async () => {
    expect((await json('POST', '/v2/repository/index')).body).toHaveLength(2);
    expect((await json('POST', '/v2/repository/index', { ready: true })).body).toHaveLength(1);
    expect((await json('POST', '/v2/repository/models/fake/load')).status).toBe(200);
    expect(
      (await json('POST', '/v2/repository/models/fake/unload', { parameters: { unload_dependents: false } }))
        .status,
    ).toBe(200);
    expect(fake.repository.changes).toEqual(['+fake', '-fake']);
    expect(
      (await json('POST', '/v2/repository/models/fake/load', { parameters: { config: '{}' } })).status,
    ).toBe(501);
    const form = { 'content-type': 'text/plain' };
    expect((await json('POST', '/v2/repository/models/fake/load', Buffer.from('{}'), form)).status).toBe(415);
  });
});

describe('plain use', () => {
  it('names what is on a file, on those of a form, and on a list', async () => {
    expect((await json('GET', '/v1/models')).body).toEqual({
      backend: 'fake (0 threads)',
      models: [
        { name: 'fake', version: '1', network: 'resnext11_digits', classes: 3, inputSize: 2, channels: 3 },
      ],
    });
    const one = await json('POST', '/v1/classify?top=2&explain=1', Buffer.from('12345'), {
      'content-type': 'image/png',
    });
    expect(one.body).toMatchObject({
      model: 'fake',
      results: [
        {
          predictions: [
            { index: 0, label: 'cat', activation: { width: 2, height: 1, values: [0, 1] } },
            { index: 2 },
          ],
          frame: { x: 0, y: -1, width: 2, height: 4 },
        },
      ],
      timing: { decode: 2, queue: 1, compute: 4, total: expect.any(Number) },
    });
    const form = new FormData();
    form.append('image', new Blob(['12345']), 'a.png');
    form.append('image', new Blob(['text']), 'b.png');
    const encoded = new Response(form);
    const several = await json('POST', '/v1/classify', Buffer.from(await encoded.arrayBuffer()), {
      'content-type': encoded.headers.get('content-type')!,
    });
    expect(several.body).toMatchObject({
      results: [
        { name: 'a.png', predictions: [{}, {}, {}] },
        { name: 'b.png', error: expect.stringContaining('expected a JPEG') },
      ],
    });
    const list = await json('POST', '/v1/classify', { images: [Buffer.from('1').toString('base64')] });
    expect(list.body).toMatchObject({ results: [{ predictions: [{ label: 'newt' }, {}, {}] }] });
  });

  it.each<[string, string, string | object, string, number]>([
    ['a file that is no image', '', 'text', 'image/png', 400],
    ['nothing', '', '', 'image/png', 400],
    ['another type', '', 'abc', 'text/html', 415],
    ['a form that is none', '', 'abc', 'multipart/form-data; boundary=x', 400],
    ['a list that is none', '', { images: 'abc' }, 'application/json', 400],
    ['no classes', '?top=0', 'abc', 'image/png', 400],
    ['an unknown model', '?model=other', 'abc', 'image/png', 404],
  ])('refuses %s', async (_, query, payload, type, status) => {
    const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
    expect(await json('POST', `/v1/classify${query}`, body, { 'content-type': type })).toMatchObject({
      status,
      body: { error: expect.stringContaining('expected') },
    });
  });
});

describe('errors', () => {
  it('are one sentence, with the right status', async () => {
    const cases = [
      await json('GET', '/nothing'),
      await json('GET', INFER),
      await json('POST', INFER, Buffer.alloc(2e6)),
      await json('POST', INFER, Buffer.from('{}'), { 'content-encoding': 'br' }),
      await json('POST', INFER, Buffer.from('{}'), { 'content-encoding': 'gzip' }),
      await json('GET', '/v2/models/%zz'),
      await json('GET', '/v2/logging'),
    ];
    expect(cases.map(({ status }) => status)).toEqual([404, 405, 413, 415, 400, 400, 501]);
    for (const { body } of cases) expect(body).toEqual({ error: expect.any(String) });
    expect(cases[1]!.headers.allow).toContain('POST');
  });

  it('say when to come again', async () => {
    const { infer: answer } = fake.model;
    fake.model.infer = async () => {
      throw new ServerError('SERVER_QUEUE_FULL', 'full');
    };
    expect(await json('POST', INFER, infer)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    fake.model.infer = async () => {
      throw new Error('a secret');
    };
    const failed = await json('POST', INFER, infer);
    expect(failed).toMatchObject({ status: 500, body: { error: expect.not.stringContaining('secret') } });
    expect(fake.lines.join('')).toContain('a secret');
    fake.model.infer = answer.bind(fake.model);
  });
});

describe('bodies', () => {
  it('may be compressed, up to what is allowed without', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    expect((await json('POST', INFER, gzipSync(JSON.stringify(infer)), gzip)).status).toBe(200);
    expect((await json('POST', INFER, gzipSync(Buffer.alloc(2e6)), gzip)).status).toBe(413);
  });

  it('of all requests fit into the memory that they may take', async () => {
    const { app, model } = await fakeApp({
      limits: { maxRequestBytes: 1000, maxBytesInFlight: 1000, headersTimeout: 1e4, requestTimeout: 1e4 },
    });
    const ask = () =>
      app.inject({
        method: 'POST',
        url: '/v1/classify',
        payload: Buffer.alloc(600),
        headers: { host: 'localhost', 'content-type': 'image/png' },
      });
    const release = model.hold();
    const first = ask();
    await expect.poll(() => model.asked.length).toBe(1);
    expect((await ask()).statusCode).toBe(503);
    release();
    expect((await first).statusCode).toBe(200);
    expect((await ask()).statusCode).toBe(200);
  });
});

describe('security', () => {
  it('answers its own names and its own page only', async () => {
    expect((await json('GET', '/v2', undefined, { host: 'evil.example' })).status).toBe(403);
    expect((await json('GET', '/v2', undefined, { host: '[::1]:8000' })).status).toBe(200);
    expect((await json('POST', INFER, infer, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await json('POST', INFER, infer, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await json('POST', INFER, infer, { origin: 'http://localhost' })).status).toBe(200);
  });

  it('sends strict headers with everything', async () => {
    for (const url of ['/', '/v2', '/nothing']) {
      const { headers } = await fake.app.inject({ url, headers: { host: 'localhost' } });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'permissions-policy': expect.stringContaining('camera=(self)'),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

describe('logs and metrics', () => {
  it('echoes a sane request id, and logs it with the answer', async () => {
    expect((await json('GET', '/v2', undefined, { 'x-request-id': 'abc-1' })).headers['x-request-id']).toBe(
      'abc-1',
    );
    expect((await json('GET', '/v2', undefined, { 'x-request-id': 'a b{' })).headers['x-request-id']).toMatch(
      /^[\w-]{36}$/,
    );
    expect(fake.lines.some((line) => (JSON.parse(line) as { reqId?: string }).reqId === 'abc-1')).toBe(true);
  });

  it("has Triton's metrics, the process's, and batch sizes", async () => {
    const { body } = await fake.app.inject({ url: '/metrics', headers: { host: 'localhost' } });
    expect(body).toMatch(/^nv_inference_request_success\{model="fake",version="1"\} \d+$/m);
    expect(body).toContain('nv_inference_request_failure{model="fake",version="1",reason="REJECTED"} 2');
    expect(body).toContain('resnext_batch_size_bucket{model="fake",version="1",le="2"} 1');
    expect(body).toContain('resnext_batch_size_sum{model="fake",version="1"} 10');
    expect(body).toContain('process_cpu_seconds_total');
  });

  it('describes itself, and shows that', async () => {
    const { body } = await json('GET', '/openapi.json');
    expect(Object.keys((body as { paths: object }).paths)).toEqual(
      expect.arrayContaining(['/v2/models/{model}/infer', '/v1/classify']),
    );
    expect((await fake.app.inject({ url: '/docs/', headers: { host: 'localhost' } })).statusCode).toBe(200);
  });
});

describe('connections', () => {
  let port: number;
  beforeAll(async () => {
    await fake.app.listen({ host: '127.0.0.1', port: 0 });
    ({ port } = fake.app.server.address() as AddressInfo);
  });

  function raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket
        .on('data', (data) => (answer += data.toString()))
        .on('end', () => resolve(answer))
        .on('error', reject);
    });
  }

  it('that speak no HTTP are told so', async () => {
    expect(await raw('HELLO\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [^]*\{"error":"/);
    expect(await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 [^]*\{"error":"/,
    );
  });

  it('that end before the answer take their request back', async () => {
    const release = fake.model.hold();
    const before = fake.model.asked.length;
    const client = httpRequest({ port, host: '127.0.0.1', path: INFER, method: 'POST' });
    client.on('error', () => {});
    client.end(JSON.stringify(infer));
    await expect.poll(() => fake.model.asked.length).toBe(before + 1);
    client.destroy();
    await expect.poll(() => fake.model.asked[before]!.options.signal!.aborted).toBe(true);
    release();
    await expect.poll(() => fake.lifecycle.inFlight).toBe(0);
  });
});
