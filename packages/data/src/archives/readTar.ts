import { Header, Pax, type HeaderData } from 'tar';
import { DataError } from '../errors.ts';
import type { ByteSource } from './byteSource.ts';

/** A regular file in an archive. */
export interface TarEntry {
  /** Its path, relative and without `.` and `..`. */
  readonly path: string;
  readonly size: number;
  /** Where its first byte stands in the archive. */
  readonly position: number;
  /** Its content; to be asked for once, before the next entry is. */
  read(): Promise<Buffer>;
}

/** How {@link readTar} reads. */
export interface ReadTarOptions {
  /** What errors call the archive. */
  name: string;
  /** The longest content that `read` gives, in bytes. Default 1 GiB. */
  maxSize?: number;
}

const BLOCK = 512;
/** Long names and attributes; Linux knows no path of more than 4 KiB. */
const MAX_EXTENSION = 1 << 16;
const EXTENSIONS = ['ExtendedHeader', 'OldExtendedHeader', 'GlobalExtendedHeader'];
const LONG_NAMES = ['NextFileHasLongPath', 'OldGnuLongPath'];
const LONG_LINKS = ['NextFileHasLongLinkpath'];
const FILES = ['File', 'OldFile', 'ContiguousFile'];
const FOLDERS = ['Directory', 'GNUDumpDir'];

/**
 * The files of a tar archive (ustar, pax or GNU), in their order. Nothing is unpacked and nothing but the source is read:
 * folders are passed over, and an archive that has links, devices or paths that lead out of it is refused where they come.
 *
 * @throws {DataError} `DATA_BAD_ARCHIVE`, or what the source throws
 */
export async function* readTar(source: ByteSource, options: ReadTarOptions): AsyncGenerator<TarEntry> {
  const { name, maxSize = 2 ** 30 } = options;
  let position = 0;
  let headerStart = 0;
  /** What extended headers say of the next entry, and of all that follow. */
  let local: HeaderData | undefined;
  let global: HeaderData | undefined;

  const bad = (received: string, cause?: unknown) =>
    new DataError(
      'DATA_BAD_ARCHIVE',
      `expected a tar archive of plain files for ${name} but received ${received} at byte ${headerStart}: ` +
        'replace the archive',
      { cause },
    );

  async function readBlocks(length: number): Promise<Buffer> {
    const bytes = await source.read(padded(length));
    if (bytes.length < padded(length)) throw bad('its end too soon');
    position += bytes.length;
    return bytes.subarray(0, length);
  }

  async function readHeader(): Promise<Header | undefined> {
    headerStart = position;
    const block = await readBlocks(BLOCK);
    try {
      const header = new Header(block, 0, local, global);
      if (header.nullBlock) return undefined;
      if (header.cksumValid) return header;
    } catch (cause) {
      throw bad(`a header that makes no sense (${(cause as Error).message})`, cause);
    }
    throw bad('a header with a wrong checksum');
  }

  for (;;) {
    const header = await readHeader();
    // An empty block ends an archive; a second one follows it, and then whatever filled up the tape.
    if (header === undefined) return;
    const { type, size } = header;
    if (size === undefined || !Number.isSafeInteger(size)) throw bad('a size that is none');

    if (EXTENSIONS.includes(type) || LONG_NAMES.includes(type) || LONG_LINKS.includes(type)) {
      if (size > MAX_EXTENSION) throw bad(`a header of ${size} bytes`);
      const text = (await readBlocks(size)).toString('utf8');
      if (type === 'GlobalExtendedHeader') global = Pax.parse(text, global, true);
      else if (EXTENSIONS.includes(type)) local = Pax.parse(text, local);
      else if (LONG_NAMES.includes(type)) local = { ...local, path: text.replace(/\0.*$/s, '') };
      continue;
    }

    local = undefined;
    if (FOLDERS.includes(type)) continue;
    if (!FILES.includes(type)) throw bad(`an entry of the kind ${type}, ${quote(header.path)},`);
    const path = innerPath(header.path ?? '');
    if (path === undefined) throw bad(`the path ${quote(header.path)}`);

    let isRead = false;
    yield {
      path,
      size,
      position,
      async read() {
        if (size > maxSize) throw bad(`${size} bytes of ${quote(path)}, more than the ${maxSize} allowed,`);
        isRead = true;
        return readBlocks(size);
      },
    };
    if (isRead) continue;
    const skipped = await source.skip(padded(size));
    position += skipped;
    if (skipped < padded(size)) throw bad(`its end in the middle of ${quote(path)}`);
  }
}

function padded(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK;
}

/** A path without `.`, or undefined if it is empty or leads, or might lead, out of the archive. */
function innerPath(path: string): string | undefined {
  if (/^\/|\0|\\|^[a-z]:/i.test(path)) return undefined;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 || parts.includes('..') ? undefined : parts.join('/');
}

function quote(path: string | undefined): string {
  return `'${(path ?? '').replace(/\p{Cc}/gu, '?').slice(0, 200)}'`;
}
