import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildRow } from '../rows/build.ts';
import { summarize } from '../summary.ts';
import { cacheFolder, fetchWeights, listWeights, resolveWeights, type PublishedWeights } from '../index.ts';

describe('the table', () => {
  test('has every name and every file once, and says of each what it is', () => {
    const all = listWeights();
    for (const key of ['name', 'file'] as const) {
      expect(new Set(all.map((weights) => weights[key])).size).toBe(all.length);
    }
    for (const { name, model, url, file, checksum, where } of all) {
      expect(name.startsWith(`${model}.`)).toBe(true);
      expect(where).not.toBe('');
      if (url) expect(new URL(url).pathname.endsWith(`/${file}`)).toBe(true);
      if (checksum) expect(checksum.digits).toMatch(/^[0-9a-f]{8,64}$/);
    }
  });

  test('names networks that their numbers make', () => {
    for (const { model, unsupported } of listWeights()) {
      if (unsupported !== undefined) continue;
      const [, se, depth, cardinality, baseWidth, cifar] = /^(se)?resnext(\d+)_(\d+)x(\d+)d(_cifar)?$/.exec(
        model,
      )!;
      const row = buildRow({
        depth: Number(depth),
        cardinality: Number(cardinality),
        baseWidth: Number(baseWidth),
        ...(se && { reduction: 16 }),
        ...(cifar && { stem: 'cifar' as const }),
      });
      expect(summarize(row).params).toBeGreaterThan(1e6);
    }
  });

  test('knows the authors’, and says which licences forbid commercial use', () => {
    expect(resolveWeights('resnext50_32x4d.authors')).toMatchObject({
      url: 'https://dl.fbaipublicfiles.com/resnext/imagenet_models/resnext_50_32x4d.t7',
      licence: 'CC-BY-NC-4.0',
      accuracy: { top1: 77.8, inputSize: 224 },
    });
    expect(resolveWeights('resnext50_32x4d.tv_in1k')).toMatchObject({
      checksum: { algorithm: 'sha256', digits: '7cdf4587' },
      preprocessing: { resize: 256, interpolation: 'bilinear' },
    });
  });

  test('helps with names that are none, and with networks that are not built', () => {
    expect(() => resolveWeights('resnext50_32x4d.v9')).toThrow(
      /one of resnext50_32x4d\.tv_in1k, .* but received 'resnext50_32x4d\.v9'/,
    );
    expect(() => resolveWeights('resnext50d_32x4d.bt_in1k')).toThrow(
      /cannot be: its stem of three convolutions/,
    );
  });
});

test('files are kept where the environment says', () => {
  expect(cacheFolder({ RESNEXT_HOME: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/a');
  expect(cacheFolder({ XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/b/resnext');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/c' })).toBe('/c/.cache/resnext');
  expect(cacheFolder({ HOME: '/c' })).toBe('/c/.cache/resnext');
});

describe('a download', () => {
  const content = Buffer.alloc(300_000, 'weights of a network, ');
  const digits = createHash('sha256').update(content).digest('hex');
  let server: Server;
  let folder: string;
  let url: string;
  let requests: (string | undefined)[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  const whole = (request: IncomingMessage, response: ServerResponse): void => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from >= content.length) return void response.writeHead(416).end();
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': content.length - from,
      ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    });
    response.end(content.subarray(from));
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request.headers.range);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resnext-registry-'));
    requests = [];
    answer = whole;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const entry = (own: Partial<PublishedWeights> = {}): PublishedWeights => ({
    ...resolveWeights('resnext50_32x4d.tv_in1k'),
    name: 'tiny.test',
    file: 'tiny.pth',
    url: `${url}/tiny.pth`,
    checksum: { algorithm: 'sha256', digits: digits.slice(0, 8) },
    ...own,
  });
  const files = (): Promise<string[]> => readdir(join(folder, 'downloads'));

  test('is checked, kept, and not repeated', async () => {
    const progress: number[] = [];
    const path = await fetchWeights(entry(), { folder, onProgress: (bytes) => progress.push(bytes) });
    expect(await readFile(path)).toEqual(content);
    expect(progress.at(-1)).toBe(content.length);
    expect(await fetchWeights(entry(), { folder })).toBe(path);
    expect(requests).toHaveLength(1);
    expect(await files()).toEqual(['tiny.pth']);
  });

  test('goes on where it stopped', async () => {
    const partial = join(folder, 'downloads', 'tiny.pth.part');
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 100_000));
      // A connection that breaks takes what was not read yet with it.
      const isThere = async (): Promise<void> => expect((await stat(partial)).size).toBeGreaterThan(0);
      void vi.waitFor(isThere, 20_000).finally(() => response.destroy());
    };
    await expect(fetchWeights(entry(), { folder })).rejects.toThrow(
      /expected to download tiny\.test but .*: fetch http.* by hand and put it at .*tiny\.pth/,
    );
    expect(await files()).toEqual(['tiny.pth.part']);
    const notes: string[] = [];
    answer = whole;
    const path = await fetchWeights(entry(), { folder, onNote: (note) => notes.push(note) });
    expect(await readFile(path)).toEqual(content);
    expect(requests[1]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(notes).toEqual([expect.stringMatching(/going on with a download of which \d+ bytes are there/)]);
  });

  test('begins anew where a server knows no parts, and ends where nothing is missing', async () => {
    await mkdir(join(folder, 'downloads'));
    const partial = join(folder, 'downloads', 'tiny.pth.part');
    await writeFile(partial, content.subarray(0, 5000));
    answer = (_, response) => response.end(content);
    expect(await readFile(await fetchWeights(entry(), { folder }))).toEqual(content);

    await rm(join(folder, 'downloads', 'tiny.pth'));
    await writeFile(partial, content);
    answer = whole;
    expect(await readFile(await fetchWeights(entry(), { folder }))).toEqual(content);
  });

  test('of another content is thrown away, and so is what was put there by hand not taken', async () => {
    const wrong = entry({ checksum: { algorithm: 'md5', digits: '0badcafe' } });
    await expect(fetchWeights(wrong, { folder })).rejects.toMatchObject({ code: 'ZOO_CHECKSUM' });
    expect(await files()).toEqual([]);
    await writeFile(join(folder, 'downloads', 'tiny.pth'), 'something else');
    await expect(fetchWeights(entry(), { folder })).rejects.toThrow(
      /expected sha256 [0-9a-f]{8} for tiny\.test but .* has [0-9a-f]{8}; remove/,
    );
    expect(await files()).toEqual(['tiny.pth']);
  });

  test('that is put there by hand is taken', async () => {
    await mkdir(join(folder, 'downloads'));
    await writeFile(join(folder, 'downloads', 'tiny.pth'), content);
    await fetchWeights(entry({ url: undefined }), { folder });
    expect(requests).toEqual([]);
  });

  test('fails with one sentence: what there is not, whom one does not reach, and where to get it', async () => {
    answer = (_, response) => void response.writeHead(404).end();
    await expect(fetchWeights(entry(), { folder })).rejects.toThrow(
      /the server answered 404 Not Found: fetch/,
    );
    const closed = entry({ url: 'http://127.0.0.1:9/tiny.pth' });
    await expect(fetchWeights(closed, { folder })).rejects.toThrow(
      `fetch http://127.0.0.1:9/tiny.pth by hand and put it at ${join(folder, 'downloads', 'tiny.pth')}`,
    );
    await expect(fetchWeights(entry({ url: undefined, where: 'the attic' }), { folder })).rejects.toThrow(
      /none is known: get tiny\.pth from the attic and put it at/,
    );
    for (const error of [closed])
      await expect(fetchWeights(error, { folder })).rejects.toMatchObject({ code: 'ZOO_CANNOT_DOWNLOAD' });
  });

  test('gives up a server that is silent, and stops when it is told to', async () => {
    answer = (_, response) =>
      void response.writeHead(200, { 'content-length': content.length }).write('begun');
    await expect(fetchWeights(entry(), { folder, patience: 50 })).rejects.toThrow(
      /the server was silent for 0\.05 s/,
    );
    const controller = new AbortController();
    const stopped = fetchWeights(entry(), { folder, signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('can come from a mirror; a licence is said before it begins', async () => {
    const notes: string[] = [];
    const onNote = (note: string): void => {
      expect(requests).toEqual([]);
      notes.push(note);
    };
    const authors = entry({ licence: 'CC-BY-NC-4.0', url: 'http://example.invalid/tiny.pth' });
    await fetchWeights(authors, { folder, mirror: `${url}/`, onNote });
    expect(notes).toEqual(['the weights tiny.test are under CC BY-NC 4.0: not for commercial use']);
  });
});
