import { expect, it } from 'vitest';
import { fakeApp } from '../../testing/fakeApp.ts';
import { ApiKeys } from './apiKeys.ts';

it('holds each key to its own limit, with a word on when to come again', async () => {
  const { app } = await fakeApp({
    apiKeys: new ApiKeys([
      { id: 0, key: 'a', name: 'ann', requestsPerMinute: 2 },
      { id: 1, key: 'b', name: 'ann', requestsPerMinute: 1 },
      { id: 2, key: 'c', name: 'carl' },
    ]),
  });
  const ask = (key: string) => app.inject({ url: '/v2', headers: { host: 'localhost', 'x-api-key': key } });
  const statuses = async (keys: string) => {
    const all: number[] = [];
    for (const key of keys) all.push((await ask(key)).statusCode);
    return all;
  };
  expect(await statuses('aabacccc')).toEqual([200, 200, 200, 429, 200, 200, 200, 200]);
  const refused = await ask('b');
  expect(refused.json()).toEqual({
    error: expect.stringMatching(/^expected at most 1 requests a minute .*; try again in /),
  });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  // Who has no key is refused for that, and keeps nobody else from asking.
  expect((await ask('x')).statusCode).toBe(401);
});
