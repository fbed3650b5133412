import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { streamSource } from '../../archives/byteSource.ts';
import { readTar } from '../../archives/readTar.ts';
import { DataError } from '../../errors.ts';
import { isFile, isFolder } from '../../files/exists.ts';
import { cannotRead } from '../../images/cannotRead.ts';
import { download, type DownloadOptions } from '../../http/download.ts';
import type { CifarVersion } from './versions.ts';

/** Where the files of CIFAR may come from. */
export interface CifarSource extends DownloadOptions {
  /** Whether the archive is fetched if it is not there. Default true. */
  download?: boolean;
  /** Where to fetch it from: the address of the archive, or of a folder that has it. Default: its authors'. */
  mirror?: string;
}

/**
 * Some files of a version of CIFAR: from a folder that has them, from the folder that the archive unpacks to, or from
 * the archive, which is fetched first if need be. The archive stays as it is.
 *
 * @param path a folder, or the archive
 */
export async function findFiles(
  path: string,
  version: CifarVersion,
  names: readonly string[],
  source: CifarSource,
): Promise<Uint8Array[]> {
  for (const folder of [path, join(path, version.folder)]) {
    const paths = names.map((name) => join(folder, name));
    if (await isFile(paths[0]!)) return Promise.all(paths.map(readWhole));
  }
  if (await isFile(path)) return readArchive(path, names);
  const archive = join(path, version.archive.name);
  for (const known of [archive, archive.replace(/\.gz$/, '')]) {
    if (await isFile(known)) return readArchive(known, names);
  }
  if (source.download === false) throw await notThere(path, version);
  await download(addressOf(version, source.mirror), archive, version.archive, source);
  return readArchive(archive, names);
}

async function readArchive(path: string, names: readonly string[]): Promise<Uint8Array[]> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  // What goes wrong in the file comes out where it is read; the callback only takes note.
  const bytes: Readable = path.endsWith('.tar') ? file : pipeline(file, createGunzip(), () => {});
  const found = new Map<string, Uint8Array>();
  try {
    const source = streamSource(bytes[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>);
    for await (const entry of readTar(source, { name: path })) {
      const name = basename(entry.path);
      if (names.includes(name)) found.set(name, await entry.read());
      if (found.size === names.length) break;
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(
      'DATA_DAMAGED_FILE',
      `expected a whole archive in ${path} but received one that does not unpack (${(cause as Error).message}): ` +
        'delete it, so that it is fetched again',
      { cause },
    );
  } finally {
    bytes.destroy();
  }
  return names.map((name) => {
    const content = found.get(name);
    if (content !== undefined) return content;
    throw new DataError(
      'DATA_DAMAGED_FILE',
      `expected ${name} in the archive ${path} but received one without it: fetch the binary version of the dataset`,
    );
  });
}

async function readWhole(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw cannotRead('a file of CIFAR', path, cause);
  });
}

function addressOf({ archive }: CifarVersion, mirror = archive.home): string {
  return /\.(tar|gz|tgz)$/.test(mirror) ? mirror : `${mirror.replace(/\/?$/, '/')}${archive.name}`;
}

async function notThere(path: string, { folder, archive }: CifarVersion): Promise<DataError> {
  const received = (await isFolder(path)) ? 'a folder without either' : 'nothing at all';
  return new DataError(
    'DATA_CANNOT_READ',
    `expected ${folder} or ${archive.name} in ${path} but received ${received}: ` +
      `allow the download, or fetch ${archive.home}${archive.name}`,
  );
}
