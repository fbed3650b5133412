import { beforeAll, describe, expect, it } from 'vitest';
import { fakeApp, type FakeApp } from '../testing/fakeApp.ts';
import { RawClient } from '../testing/rawClient.ts';

let fake: FakeApp;
beforeAll(async () => {
  fake = await fakeApp({ limits: { headersTimeout: 100, requestTimeout: 200, lookInterval: 20 } });
  await fake.app.listen({ host: '127.0.0.1', port: 0 });
});

const TIMEOUT =
  /HTTP\/1\.1 408 Request Timeout\r\n[^]*\r\n\r\n\{"error":"expected the whole request[^"]*"\}$/;

describe('clients that take too long', () => {
  it('to send headers are told so', async () => {
    const client = await RawClient.connect(fake.app);
    client.socket.write('GET /v2 HTTP/1.1\r\nHost:');
    await client.closed;
    expect(client.received).toMatch(TIMEOUT);
  });

  it('to send a body are told so, also after another request, and nothing is left of them', async () => {
    const client = await RawClient.connect(fake.app);
    client.head('GET /v2/health/live');
    await expect.poll(() => client.received).toContain('{"live":true}');
    const asked = fake.model.asked.length;
    client.head('POST /v1/classify', { 'Content-Type': 'image/png', 'Content-Length': 1000 });
    client.socket.write('some');
    await client.closed;
    expect(client.received).toMatch(TIMEOUT);
    await expect.poll(() => fake.lifecycle.inFlight).toBe(0);
    expect(fake.model.asked).toHaveLength(asked);
    expect(fake.lines.join('')).not.toContain('"failed"');
  });

  it('while they wait for the answer are not', async () => {
    const client = await RawClient.connect(fake.app);
    const asked = fake.model.asked.length;
    const release = fake.model.hold();
    client.head('POST /v1/classify', { 'Content-Type': 'image/png', 'Content-Length': 4 });
    client.socket.write('some');
    await expect.poll(() => fake.model.asked.length).toBe(asked + 1);
    const slow = await RawClient.connect(fake.app);
    slow.socket.write('GET');
    await slow.closed;
    release();
    await expect.poll(() => client.received).toContain('HTTP/1.1 200');
  });
});
