import { join } from 'node:path';
import { checkChoice } from '../../check.ts';
import { indexOutOfRange, type Dataset } from '../dataset.ts';
import type { Sample } from '../sample.ts';
import type { Split } from '../split.ts';
import { findFiles, type CifarSource } from './findFiles.ts';
import { checkRecords, readRecord } from './records.ts';
import type { CifarVersion } from './versions.ts';

/** What of CIFAR is wanted, and where it may come from. */
export interface CifarOptions extends CifarSource {
  split: Split;
}

/** A {@link Dataset} that is held in memory, so that `get` answers at once. */
export interface CifarDataset extends Dataset {
  get(index: number): Sample;
}

/** Opens a version of CIFAR. */
export async function openCifar(
  path: string,
  version: CifarVersion,
  options: CifarOptions,
): Promise<CifarDataset> {
  const { split, ...source } = options;
  checkChoice<Split>('split', split, ['train', 'test']);
  const names = version.files[split];
  const perFile = version.recordsPerFile[split];
  const files = await findFiles(path, version, names, source);
  files.forEach((file, index) => checkRecords(file, version, perFile, join(path, names[index]!)));
  const name = `${version.name}/${split}`;
  const length = files.length * perFile;
  return {
    name,
    length,
    classNames: version.classNames,
    channels: 3,
    shape: [32, 32, 3],
    get(index) {
      const file = files[Math.floor(index / perFile)];
      if (file === undefined || !Number.isInteger(index)) throw indexOutOfRange({ name, length }, index);
      return readRecord(file, version, index % perFile);
    },
  };
}
