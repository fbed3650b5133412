import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { detectDataset } from './detectDataset.ts';

let folder: string;
let cases = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
});

it.each([
  ['cifar10', 'cifar-10-binary.tar.gz'],
  ['cifar10', 'cifar-10-batches-bin/data_batch_1.bin'],
  ['cifar10', 'data_batch_1.bin'],
  ['cifar100', 'cifar-100-binary.tar.gz'],
  ['cifar100', 'fine_label_names.txt'],
  ['webdataset', 'train-0.tar'],
  ['imagenet', 'train/n01440764/1.JPEG'],
  ['folder', 'train/cat/1.jpg'],
  ['folder', 'cat/1.jpg'],
])('takes a folder for %s that has %s', async (name, file) => {
  const data = join(folder, String(cases++));
  await mkdir(dirname(join(data, file)), { recursive: true });
  await writeFile(join(data, file), '');
  expect(await detectDataset({ data })).toBe(name);
});

it.each([
  ['cifar10', '/data/cifar-10-binary.tar.gz'],
  ['cifar100', '/data/cifar-100-binary'],
  ['webdataset', '/data/train-{0..9}.tar'],
  ['webdataset', 'https://host/shards-{000..146}'],
  ['webdataset', '/data/all.tgz'],
] as const)('knows %s by the name %s', async (name, data) => {
  expect(await detectDataset({ data })).toBe(name);
});

it('says that there is nothing to look at', async () => {
  await expect(detectDataset({})).rejects.toThrow('expected a folder for --data but received nothing');
  await expect(detectDataset({ data: '/nowhere' })).rejects.toThrow('ENOENT');
});
