import { deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { fakeApp, type FakeApp } from '../testing/fakeApp.ts';
import { RawClient } from '../testing/rawClient.ts';

const MOST = 100_000;

let fake: FakeApp;
beforeAll(async () => {
  fake = await fakeApp({ limits: { maxRequestBytes: MOST, maxBytesInFlight: MOST } });
  await fake.app.listen({ host: '127.0.0.1', port: 0 });
});

async function post(payload: Buffer, headers: Record<string, string> = {}) {
  const { statusCode } = await fake.app.inject({
    method: 'POST',
    url: '/v1/classify',
    payload,
    headers: { host: 'localhost', 'content-type': 'image/png', ...headers },
  });
  return statusCode;
}

const file = Buffer.from('a file');

describe('bodies', () => {
  it.each([
    ['gzip', gzipSync(file)],
    ['x-gzip', gzipSync(file)],
    ['GZIP', gzipSync(file)],
    ['deflate', deflateSync(file)],
    ['identity', file],
  ])('in %s are read', async (encoding, payload) => {
    expect(await post(payload, { 'content-encoding': encoding })).toBe(200);
    expect(fake.model.asked.at(-1)!.images).toMatchObject({ files: [expect.objectContaining(file)] });
  });

  it.each<[number, string, Buffer]>([
    [413, 'gzip', gzipSync(Buffer.alloc(1e8))],
    [413, 'deflate', deflateSync(Buffer.alloc(1e8))],
    [413, 'deflate', deflateSync(Buffer.alloc(MOST + 1))],
    [200, 'deflate', deflateSync(Buffer.alloc(MOST))],
    [400, 'deflate', gzipSync(file)],
    [400, 'gzip', gzipSync(file).subarray(0, -4)],
    [415, 'gzip, gzip', gzipSync(gzipSync(file))],
    [415, 'br', file],
  ])('answers %i to what it makes of %s', async (status, encoding, payload) => {
    expect(await post(payload, { 'content-encoding': encoding })).toBe(status);
    // Nothing of it takes room any more.
    expect(await post(Buffer.alloc(MOST))).toBe(200);
  });

  it.each(['identity', 'gzip'])(
    'of clients that are gone in the middle, in %s, are no failure',
    async (encoding) => {
      fake.lines.length = 0;
      const client = await RawClient.connect(fake.app);
      client.head('POST /v1/classify', { 'Content-Encoding': encoding, 'Content-Length': MOST });
      client.socket.write(gzipSync(file).subarray(0, 10));
      await expect.poll(() => fake.lifecycle.inFlight).toBe(1);
      client.socket.destroy();
      await expect.poll(() => fake.lifecycle.inFlight).toBe(0);
      expect(fake.lines.join('')).not.toContain('"failed"');
      expect(await post(Buffer.alloc(MOST))).toBe(200);
    },
  );
});
