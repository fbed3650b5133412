import { beforeAll, describe, expect, it } from 'vitest';
import { fakeApp, type FakeApp } from '../../testing/fakeApp.ts';
import { ApiKeys } from './apiKeys.ts';

let fake: FakeApp;
beforeAll(async () => {
  fake = await fakeApp({ apiKeys: new ApiKeys([{ id: 0, key: 'secret', name: 'ann' }]) });
});

async function ask(url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' = 'GET') {
  return fake.app.inject({ url, method, headers: { host: 'localhost', ...headers } });
}

describe('a server with keys', () => {
  it.each(['/', '/v2/health/live', '/v2/health/ready', '/openapi.json', '/docs/'])(
    'answers %s without one',
    async (url) => {
      expect((await ask(url)).statusCode).toBe(200);
    },
  );

  it.each<[string, 'GET' | 'POST']>([
    ['/v2', 'GET'],
    ['/v2/models/fake', 'GET'],
    ['/v2/models/other', 'GET'],
    ['/v2/models/fake/infer', 'POST'],
    ['/v2/repository/models/fake/unload', 'POST'],
    ['/v1/models', 'GET'],
    ['/v1/classify', 'POST'],
    ['/metrics', 'GET'],
    ['/v2/logging', 'GET'],
  ])('answers %s to none but those who have one', async (url, method) => {
    const others: Record<string, string>[] = [{}, { 'x-api-key': 'other' }, { authorization: 'Bearer ' }];
    for (const headers of others) {
      const refused = await ask(url, headers, method);
      expect(refused.statusCode).toBe(401);
      expect(refused.headers['www-authenticate']).toBe('Bearer');
      expect(refused.json()).toEqual({ error: expect.stringMatching(/^expected an API key, as /) });
    }
  });

  it.each<Record<string, string>>([
    { authorization: 'Bearer secret' },
    { authorization: 'bearer  secret' },
    { 'x-api-key': 'secret' },
  ])('knows %j', async (headers) => {
    expect((await ask('/v2', headers)).statusCode).toBe(200);
  });

  it('says who asked, and no key, in its log', async () => {
    fake.lines.length = 0;
    await ask('/v2', { 'x-api-key': 'secret' });
    expect(JSON.parse(fake.lines.at(-1)!)).toMatchObject({ url: '/v2', client: 'ann' });
    expect(fake.lines.join('')).not.toContain('secret');
  });
});
