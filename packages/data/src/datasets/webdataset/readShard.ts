import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fileSource, streamSource } from '../../archives/byteSource.ts';
import { readTar } from '../../archives/readTar.ts';
import { DataError } from '../../errors.ts';
import { cannotRead } from '../../images/cannotRead.ts';
import { isUrl } from '../../http/openUrl.ts';
import { readUrl, type ReadUrlOptions } from '../../http/readUrl.ts';
import type { EncodedSample } from '../sample.ts';
import { groupSamples, type GroupOptions } from './groupSamples.ts';

/** How {@link readShard} reads. */
export interface ReadShardOptions extends Pick<GroupOptions, 'labelExtension' | 'classes'> {
  network?: Omit<ReadUrlOptions, 'start'>;
}

/** More than any image has, and little enough to hold. */
const LARGEST_IMAGE = 2 ** 28;

/**
 * The samples of a shard, one after the other. Of a file only what stands around the images is read, since whoever decodes
 * them reads them where they are; what comes over the network, or packed, comes along.
 *
 * @throws {DataError} `DATA_CANNOT_READ`, `DATA_BAD_ARCHIVE`, `DATA_BAD_LABEL`, or what the network throws
 */
export function readShard(url: string, options: ReadShardOptions): AsyncGenerator<EncodedSample> {
  const isPacked = /\.(tgz|gz)$/.test(isUrl(url) ? new URL(url).pathname : url);
  return isUrl(url) || isPacked ? streamShard(url, isPacked, options) : walkShard(url, options);
}

async function* walkShard(path: string, options: ReadShardOptions): AsyncGenerator<EncodedSample> {
  const file = await open(path).catch(rethrow(path));
  try {
    const status = await file.stat();
    if (!status.isFile())
      throw cannotRead('a tar archive', path, new Error('something that is no regular file'));
    const entries = readTar(fileSource(file, status.size), { name: path });
    yield* groupSamples(entries, {
      ...options,
      shard: path,
      encode: ({ position, size }) => ({ path, offset: position, length: size }),
    });
  } finally {
    await file.close();
  }
}

async function* streamShard(
  url: string,
  isPacked: boolean,
  options: ReadShardOptions,
): AsyncGenerator<EncodedSample> {
  const chunks = isUrl(url) ? readUrl(url, options.network) : readFileChunks(url);
  const bytes = isPacked ? unpack(chunks, url) : chunks;
  try {
    const entries = readTar(streamSource(bytes), { name: url, maxSize: LARGEST_IMAGE });
    yield* groupSamples(entries, { ...options, shard: url, encode: (entry) => entry.read() });
  } finally {
    await bytes.return(undefined);
  }
}

async function* readFileChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path).catch(rethrow(path));
  yield* file.createReadStream({ highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>;
}

async function* unpack(chunks: AsyncIterable<Uint8Array>, url: string): AsyncGenerator<Uint8Array> {
  // What goes wrong comes out where it is read; the callback only takes note.
  const unpacked = pipeline(Readable.from(chunks), createGunzip(), () => {});
  try {
    yield* unpacked as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (cause instanceof DataError || !isZlibError(cause)) throw cause;
    throw new DataError(
      'DATA_BAD_ARCHIVE',
      `expected a whole packed archive for ${url} but received one that does not unpack (${cause.message}): ` +
        'replace the archive',
      { cause },
    );
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function rethrow(path: string): (cause: unknown) => never {
  return (cause) => {
    throw cannotRead('a tar archive', path, cause);
  };
}
