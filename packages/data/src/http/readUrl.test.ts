import { describe, expect, it } from 'vitest';
import { startServer } from '../testing/breakingServer.ts';
import { readUrl, type ReadUrlOptions } from './readUrl.ts';

const FILE = Uint8Array.from({ length: 1_000_000 }, (_, position) => (position * 31) >> 3);

async function read(url: string, options: ReadUrlOptions = {}): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readUrl(url, { pause: 1, ...options })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('readUrl', () => {
  it.each([true, false])('goes on where connections broke (ranges: %s)', async (ranges) => {
    const { url, requests } = await startServer(FILE, { ranges, breaksAfter: [300_000, 0, 400_000] });
    expect(Buffer.compare(await read(url), FILE)).toBe(0);
    expect(requests).toHaveLength(4);
    expect(requests[0]).toBe('');
    for (const range of requests.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('reads from a byte on, whether the server can or not', async () => {
    for (const ranges of [true, false]) {
      const { url } = await startServer(FILE, { ranges });
      expect(Buffer.compare(await read(url, { start: 999_990 }), FILE.subarray(999_990))).toBe(0);
    }
  });

  it('gives up when connections break again and again without getting on', async () => {
    const { url, requests } = await startServer(FILE, { breaksAfter: new Array<number>(9).fill(100) });
    await expect(read(url, { attempts: 3 })).rejects.toMatchObject({
      code: 'DATA_CANNOT_DOWNLOAD',
      message: expect.stringContaining('a connection that breaks again and again'),
    });
    expect(requests).toHaveLength(3);
  });

  it('never waits longer than its patience for a byte', async () => {
    const silent = await startServer(FILE, { answer: () => true });
    await expect(read(silent.url, { attempts: 1, patience: 30 })).rejects.toThrow('no answer for 0.03 s');
    const stuck = await startServer(FILE, {
      answer(_, response) {
        response.writeHead(200, { 'content-length': 10 });
        return (response.write('x'), true);
      },
    });
    await expect(read(stuck.url, { attempts: 1, patience: 30 })).rejects.toThrow('no byte for 0.03 s');
  });

  it('lets the one who reads take all the time there is', async () => {
    const { url, requests } = await startServer(FILE);
    let length = 0;
    for await (const chunk of readUrl(url, { patience: 50 })) {
      if (length === 0) await new Promise((resolve) => setTimeout(resolve, 150));
      length += chunk.length;
    }
    expect({ length, requests: requests.length }).toEqual({ length: FILE.length, requests: 1 });
  });

  it('asks again where the server is only busy, and not where there is nothing', async () => {
    let answers = 0;
    const busy = await startServer(FILE, {
      answer: (_, response) => (answers++ < 2 ? (response.writeHead(503).end(), true) : undefined),
    });
    expect(await read(busy.url)).toHaveLength(FILE.length);
    const missing = await startServer(FILE, {
      answer: (_, response) => (response.writeHead(404).end(), true),
    });
    await expect(read(missing.url)).rejects.toThrow('received the answer 404 Not Found: check the address');
    expect(missing.requests).toHaveLength(1);
  });

  it('refuses halves of two versions, and bytes that it did not ask for', async () => {
    let etag = 0;
    const changing = await startServer(FILE, {
      breaksAfter: [200_000],
      answer: (_, response) => void response.setHeader('x-asked', ++etag),
    });
    expect(await read(changing.url)).toHaveLength(FILE.length);

    const replaced = await startServer(FILE, {
      answer(_, response) {
        response.writeHead(200, { etag: `"${++etag}"`, 'content-length': FILE.length });
        response.write(FILE.subarray(0, 100_000), () => response.destroy());
        return true;
      },
    });
    await expect(read(replaced.url)).rejects.toThrow('a file that changed while it was read');

    const deaf = await startServer(FILE, {
      answer(_, response) {
        response.writeHead(206, { 'content-range': 'bytes 5-9/10' });
        return (response.end('other'), true);
      },
    });
    await expect(read(deaf.url, { start: 7 })).rejects.toThrow('bytes from 5 on when those from 7 on');
  });

  it('follows redirections, and not for ever', async () => {
    const { url } = await startServer(FILE);
    const moved = await startServer(FILE, {
      answer: (_, response) => (response.writeHead(302, { location: url }).end(), true),
    });
    expect(await read(moved.url)).toHaveLength(FILE.length);
    const circle = await startServer(FILE, {
      answer: (_, response) => (response.writeHead(301, { location: '/again' }).end(), true),
    });
    await expect(read(circle.url)).rejects.toThrow('more than 5 redirections');
    const local = await startServer(FILE, {
      answer: (_, response) => (response.writeHead(301, { location: 'file:///etc/passwd' }).end(), true),
    });
    await expect(read(local.url)).rejects.toMatchObject({ code: 'DATA_INVALID_OPTION' });
  });

  it('takes a packed file as it is, whatever the server says of it', async () => {
    const { url } = await startServer(FILE, {
      answer: (_, response) => void response.setHeader('content-encoding', 'gzip'),
    });
    expect(await read(url)).toHaveLength(FILE.length);
  });

  it('stops when it is told to, and when nobody reads on', async () => {
    const { url } = await startServer(FILE, { breaksAfter: new Array<number>(9).fill(0) });
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 20);
    await expect(read(url, { pause: 60_000, signal: interruption.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const whole = await startServer(FILE);
    for await (const chunk of readUrl(whole.url)) {
      expect(chunk.length).toBeLessThan(FILE.length);
      break;
    }
  });

  it('refuses an address of another kind', async () => {
    await expect(read('ftp://example.org/file')).rejects.toMatchObject({ code: 'DATA_INVALID_OPTION' });
    await expect(read('no address')).rejects.toThrow("but received 'no address'");
  });
});
