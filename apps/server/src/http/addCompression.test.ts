import { gunzipSync, inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { fakeApp, type FakeApp } from '../testing/fakeApp.ts';

const IMAGES = 100;
const body = {
  inputs: [
    { name: 'images', datatype: 'UINT8', shape: [IMAGES, 2, 2, 3], data: Array<number>(12 * IMAGES).fill(1) },
  ],
};

async function infer({ app }: FakeApp, accepted: string | undefined, payload: object = body) {
  const headers = { host: 'localhost', ...(accepted !== undefined && { 'accept-encoding': accepted }) };
  return app.inject({ method: 'POST', url: '/v2/models/fake/infer', payload, headers });
}

it('answers are compressed for those who take it; floats, which hardly get smaller, and errors are not', async () => {
  const fake = await fakeApp();
  const plain = await infer(fake, undefined);
  expect(plain.headers).not.toHaveProperty('content-encoding');
  for (const [encoding, decompress] of [
    ['gzip', gunzipSync],
    ['deflate', inflateSync],
  ] as const) {
    const { headers, rawPayload } = await infer(fake, encoding);
    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' });
    expect(decompress(rawPayload)).toEqual(plain.rawPayload);
  }
  for (const accepted of ['br', 'identity', 'gzip;q=0']) {
    expect((await infer(fake, accepted)).headers).not.toHaveProperty('content-encoding');
  }
  const binary = await infer(fake, 'gzip', { ...body, parameters: { binary_data_output: true } });
  expect(binary.headers).not.toHaveProperty('content-encoding');
  expect(binary.rawPayload.length).toBeGreaterThan(2 * 3 * 4 * IMAGES);
  fake.repository.get = () => {
    throw new Error('expected better');
  };
  const failed = await infer(fake, 'gzip', { inputs: [] });
  expect(failed.headers).not.toHaveProperty('content-encoding');
  expect(failed.json()).toEqual({ error: expect.any(String) });
});
