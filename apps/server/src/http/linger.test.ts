import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fakeApp } from '../testing/fakeApp.ts';
import { RawClient } from '../testing/rawClient.ts';

const MOST = 1e5;
const CHUNK = Buffer.alloc(65_536, 7);

async function listening(lingerTimeout: number) {
  const fake = await fakeApp({ limits: { maxRequestBytes: MOST, lingerTimeout } });
  await fake.app.listen({ host: '127.0.0.1', port: 0 });
  return { ...fake, client: await RawClient.connect(fake.app) };
}

/** Reads nothing before all is sent. */
async function sendAll({ socket }: RawClient, pieces: readonly Buffer[]): Promise<void> {
  socket.pause();
  for (const piece of pieces) if (!socket.write(piece)) await once(socket, 'drain');
  socket.resume();
}

const chunked = (body: Buffer): Buffer[] => [
  Buffer.from(`${body.length.toString(16)}\r\n`),
  body,
  Buffer.from('\r\n'),
];

describe('a client that sends more than is allowed', () => {
  const end = Buffer.from('0\r\n\r\n');
  const large = Array<Buffer>(160).fill(CHUNK);
  const bomb = gzipSync(Buffer.alloc(1e7));

  it.each<[string, Record<string, string | number>, Buffer[]]>([
    ['of a length that it says', { 'Content-Length': 160 * CHUNK.length }, large],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }, [...large.flatMap(chunked), end]],
    [
      'when decompressed, and then more',
      { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'gzip' },
      [...chunked(bomb), ...large.flatMap(chunked), end],
    ],
  ])('%s, reads the answer when it has sent all, and can ask again', async (_, headers, pieces) => {
    const { client, lifecycle } = await listening(60_000);
    client.head('POST /v1/classify', { 'Content-Type': 'image/png', ...headers });
    await sendAll(client, pieces);
    await expect
      .poll(() => client.received)
      .toMatch(/^HTTP\/1\.1 413 [^]*\{"error":"expected a body of at most/);
    client.head('GET /v2/health/live');
    await expect.poll(() => client.received).toContain('{"live":true}');
    expect(lifecycle.inFlight).toBe(0);
  });

  it('and wants the connection to end, is done then', async () => {
    const { client } = await listening(60_000);
    client.head('POST /v1/classify', { Connection: 'close', 'Content-Length': 160 * CHUNK.length });
    await sendAll(client, large);
    await client.closed;
    expect(client.received).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('is not listened to for ever', async () => {
    const { client } = await listening(50);
    client.head('POST /v1/classify', { 'Content-Length': 1e12 });
    await client.closed;
    expect(client.received).toMatch(/^HTTP\/1\.1 413 /);
  });
});

it('a client that was refused for another reason reads that too', async () => {
  const { client } = await listening(60_000);
  client.head('POST /nothing', { 'Content-Length': 160 * CHUNK.length });
  await sendAll(client, Array<Buffer>(160).fill(CHUNK));
  await expect.poll(() => client.received).toMatch(/^HTTP\/1\.1 (404|413) [^]*\{"error":"/);
  client.head('GET /v2/health/live');
  await expect.poll(() => client.received).toContain('{"live":true}');
});
