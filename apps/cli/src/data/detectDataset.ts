import { readdir, stat } from 'node:fs/promises';
import type { DatasetName, DataSource } from '../datasets.ts';
import { requireData } from '../datasets/requireData.ts';

/** What a folder, an archive or urls look like. */
export async function detectDataset(source: DataSource): Promise<DatasetName> {
  const data = requireData(source, 'a folder');
  const kind = cifarOf(data);
  if (kind !== undefined) return kind;
  const isThere = await stat(data).then(
    () => true,
    () => false,
  );
  if (/\.(tar|tar\.gz|tgz)\b/.test(data) || (!isThere && /[{*]|:\/\//.test(data))) return 'webdataset';
  const names = await readdir(data);
  const files = names.map(cifarOf).find((name) => name !== undefined);
  if (files !== undefined) return files;
  if (names.includes('data_batch_1.bin')) return 'cifar10';
  if (names.includes('fine_label_names.txt')) return 'cifar100';
  if (names.some((name) => name.endsWith('.tar'))) return 'webdataset';
  const training = names.includes('train') ? await readdir(`${data}/train`).catch(() => []) : [];
  return training.some((name) => WORDNET_ID.test(name)) ? 'imagenet' : 'folder';
}

const WORDNET_ID = /^n\d{8}$/;

function cifarOf(path: string): 'cifar10' | 'cifar100' | undefined {
  if (/cifar-100-binary[^/]*\/?$/.test(path)) return 'cifar100';
  return /cifar-10-b(inary|atches-bin)[^/]*\/?$/.test(path) ? 'cifar10' : undefined;
}
