import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../errors.ts';
import { createLoader } from '../../loader/createLoader.ts';
import { startServer } from '../../testing/breakingServer.ts';
import { tarOf, type TestEntry } from '../../testing/tar.ts';
import { temporaryFolder } from '../../testing/temporaryFolder.ts';
import type { StreamDataset, StreamItem, StreamOptions } from '../dataset.ts';
import type { EncodedSample } from '../sample.ts';
import { webDataset, type WebDatasetOptions } from './webDataset.ts';

const CLASSES = 5;

/** The files of a sample; its image is no image, which nobody notices before it is decoded. */
const sample = (key: string, label: number): TestEntry[] => [
  { path: `${key}.jpg`, content: `image ${key}` },
  { path: `${key}.cls`, content: `${label}\n` },
];

/** A shard with so many samples. */
const shard = (number: number, samples: number): Buffer =>
  tarOf(Array.from({ length: samples }, (_, i) => sample(`${number}/${i}`, (number + i) % CLASSES)).flat());

/** Shards in a folder. */
async function shardsOf(...sizes: number[]): Promise<{ folder: string; urls: string }> {
  const folder = await temporaryFolder();
  await Promise.all(
    sizes.map((samples, number) => writeFile(join(folder, `${number}.tar`), shard(number, samples))),
  );
  return { folder, urls: join(folder, `{0..${sizes.length - 1}}.tar`) };
}

const EPOCH: StreamOptions = { epoch: 0, seed: 1, shuffle: false, rank: 0, world: 1, skip: 0 };

async function collect(dataset: StreamDataset, options: Partial<StreamOptions> = {}): Promise<StreamItem[]> {
  const items: StreamItem[] = [];
  for await (const item of dataset.stream({ ...EPOCH, ...options })) items.push(item);
  return items;
}

const indices = async (dataset: StreamDataset, options: Partial<StreamOptions> = {}): Promise<number[]> =>
  (await collect(dataset, options)).map(({ index }) => index);

async function contentOf({ encoded }: EncodedSample): Promise<string> {
  if ('path' in encoded) {
    const { path, offset, length } = encoded;
    return (await readFile(path)).toString('utf8', offset, offset! + length!);
  }
  return Buffer.from(encoded).toString();
}

async function expectAll(dataset: StreamDataset): Promise<void> {
  const items = (await collect(dataset)) as (EncodedSample & StreamItem)[];
  expect(items.map(({ label }) => label)).toEqual([0, 1, 2, 1, 2, 2]);
  expect(await Promise.all(items.map(contentOf))).toEqual(
    ['0/0', '0/1', '0/2', '1/0', '1/1', '2/0'].map((key) => `image ${key}`),
  );
}

const naturals = (length: number) => Array.from({ length }, (_, number) => number);

describe('webDataset', () => {
  it('reads the labels of files, and says where the images are', async () => {
    const { folder, urls } = await shardsOf(3, 2, 1);
    const dataset = await webDataset(urls, { classes: CLASSES });
    expect(dataset).toMatchObject({
      length: 6,
      channels: 3,
      name: 'webdataset',
      classNames: ['0', '1', '2', '3', '4'],
    });
    await expectAll(dataset);
    const [first] = (await collect(dataset)) as EncodedSample[];
    expect(first).toMatchObject({
      name: `${folder}/0.tar/0/0.jpg`,
      encoded: { path: join(folder, '0.tar'), offset: 512, length: 9 },
    });
    expect(await indices(dataset)).toEqual(naturals(6));
  });

  it('reads shards from a server, over connections that break', async () => {
    const files = [shard(0, 3), shard(1, 2), shard(2, 1)];
    const { url, requests } = await startServer(new Uint8Array(), {
      answer({ url, headers }, response) {
        const file = files[Number(/(\d).tar/.exec(url!)![1])]!;
        const start = Number(/=(\d+)/.exec(headers.range ?? '')?.[1] ?? 0);
        const range = { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` };
        response.writeHead(start > 0 ? 206 : 200, { ...range, 'content-length': file.length - start });
        if (start > 0) return (response.end(file.subarray(start)), true);
        return (response.write(file.subarray(0, 700), () => response.destroy()), true);
      },
    });
    const network = { pause: 1 };
    const dataset = await webDataset(
      new URL('{0..2}.tar', url).href.replace(/%7B/i, '{').replace(/%7D/i, '}'),
      {
        classes: CLASSES,
        length: [3, 2, 1],
        network,
      },
    );
    await expectAll(dataset);
    expect(requests).toHaveLength(6);
    const unknown = await webDataset(new URL('0.tar', url).href, { classes: CLASSES, network });
    expect(unknown.length).toBeUndefined();
    expect(await indices(unknown)).toEqual([0, 1, 2]);
  });

  it('reads packed shards', async () => {
    const folder = await temporaryFolder();
    const archive = tarOf([...sample('0/0', 0), ...sample('0/1', 1), ...sample('0/2', 2)]);
    const rest = tarOf([...sample('1/0', 1), ...sample('1/1', 2), ...sample('2/0', 2)]);
    await writeFile(join(folder, '0.tar.gz'), gzipSync(archive));
    await writeFile(join(folder, '1.tgz'), gzipSync(rest));
    await expectAll(await webDataset(join(folder, '*.*gz'), { classes: CLASSES }));
    await writeFile(join(folder, '1.tgz'), gzipSync(rest).subarray(0, 60));
    await expect(webDataset(join(folder, '*.*gz'), { classes: CLASSES })).rejects.toMatchObject({
      code: 'DATA_BAD_ARCHIVE',
      message: expect.stringContaining('does not unpack'),
    });
  });

  it('finds samples among other files, by their names up to the first dot', async () => {
    const path = join(await temporaryFolder(), 'a.tar');
    await writeFile(
      path,
      tarOf([
        { path: 'README', content: 'no sample' },
        { path: 'meta.json', content: '{}' },
        { path: 'train/', type: 'Directory' },
        { path: './train/a.b/0001.CLS', content: '3' },
        { path: './train/a.b/0001.seg.png', content: 'mask' },
        { path: './train/a.b/0001.json', content: '{}' },
        { path: './train/a.b/0001.PNG', content: 'png' },
        { path: './train/a.b/.hidden.jpg', content: 'hidden' },
        { path: './train/a.b/0002.webp', content: 'webp' },
        { path: './train/a.b/0002.cls', content: '4' },
      ]),
    );
    const items = (await collect(await webDataset(path, { classes: CLASSES }))) as EncodedSample[];
    expect(items.map(({ label, name }) => [label, name])).toEqual([
      [3, `${path}/train/a.b/0001.PNG`],
      [4, `${path}/train/a.b/0002.webp`],
    ]);
    expect(await Promise.all(items.map(contentOf))).toEqual(['png', 'webp']);
  });

  it('gives every sample once, in an order that follows from the seed and the epoch alone', async () => {
    const { urls } = await shardsOf(7, 0, 9, 4, 8);
    const dataset = await webDataset(urls, { classes: CLASSES, shuffleBuffer: 5 });
    const first = await indices(dataset, { shuffle: true });
    expect(first.toSorted((a, b) => a - b)).toEqual(naturals(28));
    expect(await indices(dataset, { shuffle: true })).toEqual(first);
    expect(await indices(dataset, { shuffle: true, epoch: 1 })).not.toEqual(first);
    expect(await indices(dataset, { shuffle: true, seed: 2 })).not.toEqual(first);
    const byIndex = new Map((await collect(dataset)).map((item) => [item.index, item]));
    for (const item of await collect(dataset, { shuffle: true }))
      expect(item).toEqual(byIndex.get(item.index));
  });

  it('gives ranks parts that are all of it, and goes on after any sample', async () => {
    const sizes = fc
      .array(fc.nat(6), { minLength: 1, maxLength: 5 })
      .filter((sizes) => sizes.some((n) => n > 0));
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.boolean(),
        fc.nat(5),
        async (sizes, world, shuffle, isCounted, buffer) => {
          const { urls } = await shardsOf(...sizes);
          const length = sizes.reduce((sum, size) => sum + size, 0);
          const dataset = await webDataset(urls, {
            classes: CLASSES,
            shuffleBuffer: buffer,
            length: isCounted ? undefined : length,
          });
          const ranks = [];
          for (let rank = 0; rank < world; rank++) {
            const part = await indices(dataset, { shuffle, rank, world });
            expect(part).toHaveLength(Math.ceil((length - rank) / world));
            for (const skip of [1, part.length]) {
              expect(await indices(dataset, { shuffle, rank, world, skip })).toEqual(part.slice(skip));
            }
            ranks.push(part);
          }
          expect(new Set(ranks.flat()).size).toBe(length);
          expect(ranks.flat()).toHaveLength(length);
          if (isCounted) expect(ranks.flat().toSorted((a, b) => a - b)).toEqual(naturals(length));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('makes batches of ranks and workers that are all of it', async () => {
    const folder = await temporaryFolder();
    const image = await readFile(new URL('../../../test-assets/variants/grey.jpg', import.meta.url));
    const files = (count: number, first: number) =>
      Array.from({ length: count }, (_, i) => [
        { path: `${i}.jpg`, content: image },
        { path: `${i}.cls`, content: String((first + i) % CLASSES) },
      ]).flat();
    await writeFile(join(folder, '0.tar'), tarOf(files(4, 0)));
    await writeFile(join(folder, '1.tar'), tarOf(files(3, 4)));
    const dataset = await webDataset(join(folder, '*.tar'), { classes: CLASSES, shuffleBuffer: 3 });
    const seen: number[][] = [];
    for (const workers of [0, 1]) {
      const labels: number[] = [];
      for (const rank of [0, 1]) {
        const loader = createLoader(dataset, {
          batchSize: 2,
          shuffle: true,
          seed: 3,
          rank,
          world: 2,
          workers,
        });
        for await (const batch of loader.epoch(0)) {
          batch.indices.forEach((index, i) => expect(batch.labels[i]).toBe(index % CLASSES));
          labels.push(...batch.indices);
        }
        await loader.close();
      }
      expect(labels.toSorted((a, b) => a - b)).toEqual(naturals(7));
      seen.push(labels);
    }
    expect(seen[1]).toEqual(seen[0]);
  });

  it('numbers samples alike in every order when they are not counted', async () => {
    const { urls } = await shardsOf(3, 4);
    const dataset = await webDataset(urls, { classes: CLASSES, length: 7 });
    const inOrder = await collect(dataset);
    const byIndex = new Map(inOrder.map((item) => [item.index, item]));
    expect(byIndex.size).toBe(7);
    for (const item of await collect(dataset, { shuffle: true }))
      expect(item).toEqual(byIndex.get(item.index));
  });

  it('counts files once, and again when they change', async () => {
    const { folder, urls } = await shardsOf(3, 2);
    const cache = join(folder, 'cache');
    const open = () => webDataset(urls, { classes: CLASSES, cache });
    const path = join(folder, '1.tar');
    const before = new Date(2020, 1, 1);
    await utimes(path, before, before);
    expect((await open()).length).toBe(5);
    // The one way to see that nothing is read: a change that leaves no trace.
    const { size } = await stat(path);
    await writeFile(path, Buffer.concat([shard(1, 1), Buffer.alloc(size)]).subarray(0, size));
    await utimes(path, before, before);
    expect((await open()).length).toBe(5);
    await expect(collect(await open())).rejects.toThrow(
      `expected 2 samples in ${path} but received another number`,
    );
    await utimes(path, before, new Date());
    expect((await open()).length).toBe(4);
  });

  it('closes what it has opened when nobody reads on', async () => {
    const { urls } = await shardsOf(50);
    const dataset = await webDataset(urls, { classes: CLASSES });
    const openFiles = async () => (await readdir('/proc/self/fd').catch(() => [])).length;
    const before = await openFiles();
    for (let round = 0; round < 20; round++) {
      for await (const { index } of dataset.stream({ ...EPOCH, shuffle: true })) {
        expect(index).toBeLessThan(50);
        break;
      }
    }
    expect(await openFiles()).toBeLessThan(before + 5);
  });

  it.each<[string, TestEntry[], string, string]>([
    ['an image without a label', [{ path: 'a.jpg' }], 'DATA_BAD_ARCHIVE', 'received no label (.cls)'],
    ['a label without an image', [{ path: 'a.cls', content: '1' }], 'DATA_BAD_ARCHIVE', 'received no image'],
    ['two images', [{ path: 'a.jpg' }, ...sample('a', 1)], 'DATA_BAD_ARCHIVE', 'received two images'],
    ['a class that there is not', sample('a', 5), 'DATA_BAD_LABEL', 'from 0 to 4 for'],
    ['a label that is none', [{ path: 'a.cls', content: 'cat' }], 'DATA_BAD_LABEL', "received 'cat'"],
    [
      'a label as long as a book',
      [{ path: 'a.cls', content: '1'.repeat(99) }],
      'DATA_BAD_LABEL',
      'received 99 bytes',
    ],
    ['a way out', sample('../../etc/passwd', 1), 'DATA_BAD_ARCHIVE', "the path '../../etc/passwd.jpg'"],
    [
      'a link out',
      [{ path: 'a.jpg', type: 'SymbolicLink', linkpath: '/etc/passwd' }],
      'DATA_BAD_ARCHIVE',
      'an entry of the kind SymbolicLink',
    ],
    ['no samples', [{ path: 'readme.txt', content: '' }], 'DATA_NO_SAMPLES', 'expected samples in'],
  ])('refuses a shard with %s', async (_, entries, code, message) => {
    const path = join(await temporaryFolder(), 'a.tar');
    await writeFile(path, tarOf(entries));
    await expect(webDataset(path, { classes: CLASSES })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('refuses shards that are not there, are cut short, or are no archives', async () => {
    const { folder, urls } = await shardsOf(3);
    await expect(webDataset(join(folder, 'b.tar'), { classes: CLASSES })).rejects.toMatchObject({
      code: 'DATA_CANNOT_READ',
    });
    await expect(webDataset(folder, { classes: CLASSES })).rejects.toMatchObject({
      code: 'DATA_CANNOT_READ',
    });
    await writeFile(join(folder, '0.tar'), shard(0, 3).subarray(0, 1600));
    await expect(webDataset(urls, { classes: CLASSES })).rejects.toMatchObject({ code: 'DATA_BAD_ARCHIVE' });
    await writeFile(join(folder, '0.tar'), 'This is a text.'.repeat(100));
    await expect(webDataset(urls, { classes: CLASSES })).rejects.toThrow('a header with a wrong checksum');
  });

  it.each<[Partial<WebDatasetOptions>, string]>([
    [{ classes: 0 }, 'an integer of at least 1 for classes'],
    [{ shuffleBuffer: -1 }, 'an integer of at least 0 for shuffleBuffer'],
    [{ length: 0 }, 'an integer of at least 1 for length'],
    [{ length: [1, 2] }, 'a number for each of the 1 shards for length but received 2'],
    [{ length: [-1] }, 'an integer of at least 0 for length'],
  ])('refuses %o', async (options, message) => {
    const { urls } = await shardsOf(3);
    await expect(webDataset(urls, { classes: CLASSES, ...options })).rejects.toThrow(message);
  });

  it('makes samples or a DataError of every mutant of a shard', async () => {
    const path = join(await temporaryFolder(), 'a.tar');
    const whole = shard(0, 3);
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 5 }), fc.nat(whole.length), async (changes, length) => {
        const mutant = Buffer.from(whole);
        for (const [position, value] of changes) mutant[position] = value;
        await writeFile(path, mutant.subarray(0, length));
        try {
          for (const item of (await collect(
            await webDataset(path, { classes: CLASSES }),
          )) as EncodedSample[]) {
            expect(item.label).toBeLessThan(CLASSES);
            const { offset, length: size } = item.encoded as { offset: number; length: number };
            expect(offset + size).toBeLessThanOrEqual(length);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 100 },
    );
  });
});
