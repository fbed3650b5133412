import { expect, it } from 'vitest';
import { fakeApp } from '../testing/fakeApp.ts';
import { RawClient } from '../testing/rawClient.ts';
import { drain } from './drain.ts';

it('for the grace, says that it is not ready, and answers all the same, on new connections too', async () => {
  const { app, repository, lifecycle } = await fakeApp();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const deadline = new AbortController();
  const ended = drain(app, { repository, lifecycle, graceMs: 1e6, deadline: deadline.signal });
  for (const asked of ['ready', 'live'] as const) {
    const client = await RawClient.connect(app);
    client.head(`GET /v2/health/${asked}`);
    await expect
      .poll(() => client.received)
      .toMatch(asked === 'ready' ? /^HTTP\/1\.1 503 [^]*is about to end/ : /^HTTP\/1\.1 200 [^]*live/);
    expect(client.received).toMatch(/^connection: keep-alive/im);
  }
  deadline.abort();
  expect(await ended).toBe(0);
  await expect(RawClient.connect(app)).rejects.toThrow();
});
