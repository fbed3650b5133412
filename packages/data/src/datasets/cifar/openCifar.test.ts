import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startServer } from '../../testing/breakingServer.ts';
import { tarOf } from '../../testing/tar.ts';
import { temporaryFolder } from '../../testing/temporaryFolder.ts';
import type { Dataset } from '../dataset.ts';
import type { Sample } from '../sample.ts';
import { cifar10, cifar100 } from './cifar.ts';
import { openCifar } from './openCifar.ts';
import { CIFAR_10, type CifarVersion } from './versions.ts';

const RECORDS = 3;

/** A batch of CIFAR-10 whose labels and pixels tell it from the others. */
function batch(number: number): Uint8Array {
  const bytes = new Uint8Array(RECORDS * 3073).map((_, position) => position * 7 + number);
  for (let record = 0; record < RECORDS; record++) bytes[record * 3073] = number;
  return bytes;
}

const FILES = [1, 2, 3, 4, 5].map((number) => ({
  path: `cifar-10-batches-bin/data_batch_${number}.bin`,
  content: batch(number),
}));
const ARCHIVE = gzipSync(
  tarOf([
    { path: 'cifar-10-batches-bin/', type: 'Directory' },
    { path: 'cifar-10-batches-bin/readme.html', content: '<html>' },
    ...FILES,
    { path: 'cifar-10-batches-bin/test_batch.bin', content: batch(9) },
  ]),
);

/** CIFAR-10, in small. */
const SMALL: CifarVersion = {
  ...CIFAR_10,
  recordsPerFile: { train: RECORDS, test: RECORDS },
  archive: {
    name: 'cifar-10-binary.tar.gz',
    home: 'http://127.0.0.1:9/',
    size: ARCHIVE.length,
    md5: createHash('md5').update(ARCHIVE).digest('hex'),
  },
};

const labels = (dataset: Dataset) =>
  Array.from({ length: dataset.length }, (_, index) => (dataset.get(index) as Sample).label);

async function expectTrain(path: string, options: { download?: boolean; mirror?: string } = {}) {
  const dataset = await openCifar(path, SMALL, { split: 'train', pause: 1, ...options });
  expect(labels(dataset)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]);
}

describe('openCifar', () => {
  it('reads the files, from their folder or the one around it', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'cifar-10-batches-bin'));
    for (const { path, content } of FILES) await writeFile(join(folder, path), content);
    await expectTrain(folder, { download: false });
    await expectTrain(join(folder, 'cifar-10-batches-bin'), { download: false });
  });

  it('reads the archive, packed or not, by its name or that of its folder', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'cifar-10-binary.tar.gz'), ARCHIVE);
    await expectTrain(folder, { download: false });
    await expectTrain(join(folder, 'cifar-10-binary.tar.gz'), { download: false });
    await writeFile(join(folder, 'my.tar'), tarOf(FILES));
    await expectTrain(join(folder, 'my.tar'));
    const test = await openCifar(folder, SMALL, { split: 'test' });
    expect(labels(test)).toEqual([9, 9, 9]);
    expect({ name: test.name, shape: test.shape, channels: test.channels }).toEqual({
      name: 'cifar10/test',
      shape: [32, 32, 3],
      channels: 3,
    });
  });

  it('fetches the archive once, over broken connections, from a mirror', async () => {
    const folder = join(await temporaryFolder(), 'new');
    const { url, requests } = await startServer(ARCHIVE, { breaksAfter: [50, 100] });
    await expectTrain(folder, { mirror: new URL('.', url).href });
    expect(requests).toHaveLength(3);
    await expectTrain(folder, { mirror: url });
    expect(requests).toHaveLength(3);
    expect(await readdir(folder)).toEqual(['cifar-10-binary.tar.gz']);
    expect(await readFile(join(folder, 'cifar-10-binary.tar.gz'))).toEqual(ARCHIVE);
  });

  it('takes an address that ends in .gz for that of the archive', async () => {
    const paths: string[] = [];
    const { url } = await startServer(ARCHIVE, { answer: ({ url }) => void paths.push(url!) });
    await expectTrain(join(await temporaryFolder()), { mirror: new URL('/elsewhere/c10.tar.gz', url).href });
    await expectTrain(join(await temporaryFolder()), { mirror: new URL('/mirror', url).href });
    expect(paths).toEqual(['/elsewhere/c10.tar.gz', '/mirror/cifar-10-binary.tar.gz']);
  });

  it('refuses an archive with another checksum and leaves nothing behind', async () => {
    const folder = await temporaryFolder();
    const { url } = await startServer(ARCHIVE);
    for (const open of [cifar10, cifar100]) {
      await expect(open(folder, { split: 'train', mirror: url })).rejects.toMatchObject({
        code: 'DATA_CHECKSUM_MISMATCH',
      });
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what is missing when it must not fetch it', async () => {
    const folder = await temporaryFolder();
    await expect(openCifar(folder, SMALL, { split: 'train', download: false })).rejects.toThrow(
      `expected cifar-10-batches-bin or cifar-10-binary.tar.gz in ${folder} but received a folder without either`,
    );
    await writeFile(join(folder, 'data_batch_1.bin'), batch(1));
    await expect(openCifar(folder, SMALL, { split: 'train' })).rejects.toThrow(
      /data_batch_[2-5]\.bin but received a path at which there is nothing/,
    );
  });

  it('refuses damaged archives and files', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'cifar-10-binary.tar.gz');
    const damaged = async (bytes: Uint8Array) => {
      await writeFile(path, bytes);
      return expect(openCifar(folder, SMALL, { split: 'train' })).rejects;
    };
    await (await damaged(ARCHIVE.subarray(0, -20_000))).toMatchObject({ code: 'DATA_DAMAGED_FILE' });
    await (await damaged(new TextEncoder().encode('text'))).toThrow('one that does not unpack');
    await (
      await damaged(gzipSync(tarOf(FILES.slice(1))))
    ).toThrow('expected data_batch_1.bin in the archive');
    await (await damaged(gzipSync('text'))).toMatchObject({ code: 'DATA_BAD_ARCHIVE' });
    const short = FILES.map((file, index) =>
      index === 2 ? { ...file, content: batch(3).subarray(1) } : file,
    );
    await (await damaged(gzipSync(tarOf(short)))).toThrow('data_batch_3.bin but received 9218 bytes');
  });

  it('has no sample beyond its last', async () => {
    const path = join(await temporaryFolder(), 'a.tar.gz');
    await writeFile(path, ARCHIVE);
    const dataset = await openCifar(path, SMALL, { split: 'test' });
    for (const index of [-1, RECORDS, 0.5, NaN]) {
      expect(() => dataset.get(index)).toThrow(expect.objectContaining({ code: 'DATA_INDEX_OUT_OF_RANGE' }));
    }
  });
});

describe('cifar10 and cifar100', () => {
  it('expect files of the published sizes', async () => {
    const folder = await temporaryFolder();
    // Sparse files, which are empty images of class 0.
    for (const [name, size] of [
      ['test_batch.bin', 30_730_000],
      ['test.bin', 30_740_000],
    ] as const) {
      await writeFile(join(folder, name), '');
      await truncate(join(folder, name), size);
    }
    const [ten, hundred] = [
      await cifar10(folder, { split: 'test' }),
      await cifar100(folder, { split: 'test' }),
    ];
    expect([ten.length, hundred.length]).toEqual([10_000, 10_000]);
    expect([ten.classNames.length, new Set(hundred.classNames).size]).toEqual([10, 100]);
    expect(hundred.classNames).toEqual(hundred.classNames.toSorted());
    expect(hundred.get(9_999)).toMatchObject({ height: 32, width: 32, label: 0 });
  });
});
