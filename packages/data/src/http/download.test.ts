import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServer } from '../testing/breakingServer.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { download } from './download.ts';

const FILE = Uint8Array.from({ length: 500_000 }, (_, position) => (position * 31) >> 3);
const KNOWN = { size: FILE.length, md5: createHash('md5').update(FILE).digest('hex') };

describe('download', () => {
  it('fetches a file over broken connections, and tells how far it is', async () => {
    const path = join(await temporaryFolder(), 'new', 'folder', 'file.bin');
    const { url, requests } = await startServer(FILE, { breaksAfter: [100_000, 200_000] });
    const received: number[] = [];
    await download(url, path, KNOWN, {
      pause: 1,
      onProgress: (progress) => received.push(progress.received),
    });
    expect(Buffer.compare(await readFile(path), FILE)).toBe(0);
    expect(received.at(-1)).toBe(FILE.length);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(requests).toHaveLength(3);
    expect(await readdir(join(path, '..'))).toEqual(['file.bin']);
  });

  it('keeps what came when the network is gone, and goes on from there the next time', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'file.bin');
    const gone = await startServer(FILE, { breaksAfter: [200_000, 0, 0] });
    await expect(download(gone.url, path, KNOWN, { pause: 1, attempts: 2 })).rejects.toMatchObject({
      code: 'DATA_CANNOT_DOWNLOAD',
    });
    expect(await readdir(folder)).toEqual(['file.bin.part']);
    const back = await startServer(FILE);
    await download(back.url, path, KNOWN);
    const kept = Number(/^bytes=(\d+)-$/.exec(back.requests[0]!)?.[1]);
    expect(kept).toBeGreaterThan(0);
    expect(back.requests).toHaveLength(1);
    expect(Buffer.compare(await readFile(path), FILE)).toBe(0);
  });

  it.each([
    ['other bytes', FILE.map((value) => value ^ 1)],
    ['too few bytes', FILE.subarray(1)],
    ['a page of text', new TextEncoder().encode('<html>Please log in')],
    ['too many bytes', Buffer.concat([Uint8Array.of(0), FILE])],
  ])('refuses %s, and leaves nothing behind', async (_, wrong) => {
    const folder = await temporaryFolder();
    const { url } = await startServer(wrong);
    await expect(download(url, join(folder, 'file.bin'), KNOWN)).rejects.toMatchObject({
      code: 'DATA_CHECKSUM_MISMATCH',
      message: expect.stringContaining(`expected a file with the MD5 ${KNOWN.md5}`),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('starts again when what an earlier run left was wrong', async () => {
    for (const left of [new Uint8Array(1000), new Uint8Array(FILE.length + 1)]) {
      const path = join(await temporaryFolder(), 'file.bin');
      await writeFile(`${path}.part`, left);
      const { url } = await startServer(FILE);
      await download(url, path, KNOWN);
      expect(Buffer.compare(await readFile(path), FILE)).toBe(0);
    }
  });

  it('lets two processes fetch the same file', async () => {
    const path = join(await temporaryFolder(), 'file.bin');
    const { url } = await startServer(FILE, { breaksAfter: [100_000, 150_000] });
    const outcomes = await Promise.allSettled([1, 2].map(() => download(url, path, KNOWN, { pause: 1 })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(Buffer.compare(await readFile(path), FILE)).toBe(0);
  });

  it('says when there is no place for it', async () => {
    const path = join(await temporaryFolder(), 'file.bin');
    await writeFile(path, '');
    const { url } = await startServer(FILE);
    await expect(download(url, join(path, 'file.bin'), KNOWN)).rejects.toMatchObject({
      code: 'DATA_CANNOT_WRITE',
    });
  });
});
