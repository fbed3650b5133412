import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { replaceFile } from '../../files/replaceFile.ts';
import type { FolderIndex } from './folderIndex.ts';
import type { ClassFiles } from './scanClass.ts';
import type { Stamp } from './stamp.ts';

/** The second line of an index file; the names of all classes follow it, one class after the other. */
interface Header {
  readonly folder: string;
  readonly root: Stamp;
  readonly classes: readonly (Omit<ClassFiles, 'names'> & { readonly bytes: number })[];
}

const FORMAT = 'resnext folder index 1';
const NEWLINE = 0x0a;

/** Where the index of a folder is kept. */
export async function indexFileOf(cache: string, folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => folder);
  const hash = createHash('sha256').update(real).digest('hex').slice(0, 12);
  return join(cache, `${basename(real)}-${hash}.index`);
}

/** The index that was written for a folder; nothing if there is none that is whole, since it can be made again. */
export async function readIndex(path: string, folder: string): Promise<FolderIndex | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const headerStart = bytes.indexOf(NEWLINE) + 1;
  const content = bytes.subarray(headerStart);
  if (bytes.toString('latin1', 0, headerStart) !== firstLine([content])) return undefined;
  // Past the checksum it is what was written.
  const namesStart = content.indexOf(NEWLINE) + 1;
  const header = JSON.parse(content.toString('utf8', 0, namesStart)) as Header;
  if (header.folder !== folder) return undefined;
  let end = namesStart;
  const classes = header.classes.map(({ bytes: length, ...files }) => {
    end += length;
    return { ...files, names: content.subarray(end - length, end) };
  });
  return { root: header.root, classes };
}

/** Writes the index of a folder, making the folder of the cache if need be. @throws {DataError} `DATA_CANNOT_WRITE` */
export async function writeIndex(
  path: string,
  folder: string,
  { root, classes }: FolderIndex,
): Promise<void> {
  const header: Header = {
    folder,
    root,
    classes: classes.map(({ names, ...files }) => ({ ...files, bytes: names.length })),
  };
  const content = [Buffer.from(`${JSON.stringify(header)}\n`), ...classes.map(({ names }) => names)];
  await mkdir(join(path, '..'), { recursive: true }).catch(() => undefined);
  await replaceFile(path, [Buffer.from(firstLine(content), 'latin1'), ...content]);
}

/** The format and a checksum of all that follows. */
function firstLine(content: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of content) hash.update(part);
  return `${FORMAT} ${hash.digest('hex')}\n`;
}
