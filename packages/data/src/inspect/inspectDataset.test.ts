import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { digits } from '../datasets/digits.ts';
import { imageFolder } from '../datasets/folder/imageFolder.ts';
import { webDataset } from '../datasets/webdataset/webDataset.ts';
import { tarOf } from '../testing/tar.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { inspectDataset } from './inspectDataset.ts';

const asset = (name: string) => fileURLToPath(new URL(`../../test-assets/${name}`, import.meta.url));

describe('inspectDataset', () => {
  it('finds what is bad, counts what is there and says how large it is', async () => {
    const folder = await temporaryFolder();
    for (const name of ['cat', 'rocket']) await mkdir(join(folder, name));
    await copyFile(asset('variants/grey.jpg'), join(folder, 'cat', '1.JPEG'));
    await copyFile(asset('variants/alpha.png'), join(folder, 'cat', '2.JPEG'));
    await copyFile(asset('variants/lzw.tif'), join(folder, 'cat', '3.tif'));
    await writeFile(join(folder, 'cat', '4.jpg'), '');
    await writeFile(join(folder, 'cat', '5.bmp'), 'This is a text.');
    await writeFile(
      join(folder, 'cat', '6.jpg'),
      (await readFile(asset('variants/grey.jpg'))).subarray(0, 400),
    );
    await writeFile(join(folder, 'cat', '7.jpg'), '');
    await copyFile(asset('rocket.jpg'), join(folder, 'rocket', 'a.jpg'));
    const dataset = await imageFolder(folder, { name: 'mine' });
    await rm(join(folder, 'cat', '7.jpg'));
    const done: number[] = [];
    const { bad, bytes, ...rest } = await inspectDataset(dataset, {
      onProgress: (count) => done.push(count),
    });
    expect(rest).toEqual({
      name: 'mine',
      samples: 8,
      classNames: ['cat', 'rocket'],
      perClass: [7, 1],
      formats: { jpeg: 3, png: 1, tiff: 1 },
      misnamed: 1,
      width: { min: 30, median: 30, max: 640 },
      height: { min: 20, median: 20, max: 427 },
    });
    expect(bytes).toBeGreaterThan(100_000);
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(bad.map(({ name }) => name.slice(folder.length))).toEqual(
      [4, 5, 6, 7].map((number) => `/cat/${number}.${number === 5 ? 'bmp' : 'jpg'}`),
    );
    const reasons = ['no bytes at all', '15 bytes of something else', 'does not decode', 'there is nothing'];
    bad.forEach(({ reason }, index) => expect(reason).toContain(reasons[index]));
  });

  it('inspects datasets of pixels and streams', async () => {
    const inspection = await inspectDataset(digits({ split: 'test' }));
    expect(inspection).toMatchObject({
      samples: 359,
      formats: { raw: 359 },
      misnamed: 0,
      bad: [],
      bytes: 359 * 64,
    });
    expect(inspection.perClass.reduce((sum, count) => sum + count)).toBe(359);

    const path = join(await temporaryFolder(), 'a.tar');
    const image = await readFile(asset('variants/grey.jpg'));
    await writeFile(
      path,
      tarOf([
        { path: '1.jpg', content: image },
        { path: '1.cls', content: '1' },
        { path: '2.jpg', content: image.subarray(0, 300) },
        { path: '2.cls', content: '1' },
      ]),
    );
    const shard = await inspectDataset(await webDataset(path, { classes: 2 }));
    expect(shard).toMatchObject({ samples: 2, perClass: [0, 2], width: { min: 30, max: 30 } });
    expect(shard.bad.map(({ name }) => name)).toEqual([`${path}/2.jpg`]);
  });

  it('stops when it is told to', async () => {
    const dataset = digits({ split: 'test' });
    await expect(inspectDataset(dataset, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('passes on what is no fault of an image', async () => {
    const dataset = { ...digits({ split: 'test' }), get: () => Promise.reject(new Error('no luck')) };
    await expect(inspectDataset(dataset)).rejects.toThrow('no luck');
  });
});
