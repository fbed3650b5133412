import { inflateRawSync } from 'node:zlib';
import yauzl, { type Entry } from 'yauzl';
import { badFile, unsupported } from '../errors.ts';
import { memorySource, sliceOf, type ByteSource } from './source.ts';

/** A file within a zip. */
export interface ZipMember {
  /** In bytes, unpacked. */
  readonly size: number;
  /**
   * @param most bytes that it may have unpacked
   * @throws ConverterError when it has more, or is damaged.
   */
  open(most: number): Promise<ByteSource>;
}

const STORED = 0;
const DEFLATED = 8;
/** More files than any model has. */
const MOST_MEMBERS = 100_000;

/**
 * The members of a zip by their names, from its central directory; ZIP64 too. Stored members are parts of
 * the source and are read where they are wanted.
 *
 * @throws ConverterError when the zip is damaged, encrypted, or has a name twice.
 */
export async function openZip(source: ByteSource): Promise<Map<string, ZipMember>> {
  const members = new Map<string, ZipMember>();
  for await (const entry of entriesOf(source)) {
    const name = entry.fileName;
    if (members.has(name)) throw badFile(source.name, `each member once but it has '${name}' twice`);
    if (members.size >= MOST_MEMBERS) throw badFile(source.name, `at most ${MOST_MEMBERS} members`);
    members.set(name, memberOf(source, entry));
  }
  return members;
}

function memberOf(source: ByteSource, entry: Entry): ZipMember {
  const { fileName: name, compressedSize, uncompressedSize, compressionMethod } = entry;
  return {
    size: uncompressedSize,
    async open(most) {
      if (uncompressedSize > most)
        throw badFile(source.name, `at most ${most} bytes in '${name}' but it says ${uncompressedSize}`);
      if (entry.isEncrypted())
        throw unsupported(source.name, `members that can be read but '${name}' is encrypted`);
      const start = dataStart(source, entry);
      const packed = sliceOf(source, start, compressedSize, `${source.name} (${name})`);
      if (compressionMethod === STORED && compressedSize === uncompressedSize) return packed;
      if (compressionMethod !== DEFLATED) {
        throw unsupported(
          source.name,
          `stored or deflated members but '${name}' uses method ${compressionMethod}`,
        );
      }
      return memorySource(inflate(packed, uncompressedSize), packed.name);
    },
  };
}

/** Deflate packs a byte into no less than about 1/1032 of it. */
const BEST_DEFLATE = 1032;
/** Unpacked members are held in memory: enough for what describes a model, and for its small relatives. */
const MOST_INFLATED_BYTES = 1 << 29;

function inflate(packed: ByteSource, size: number): Uint8Array {
  if (size > packed.size * BEST_DEFLATE + 64 || size > MOST_INFLATED_BYTES) {
    throw badFile(packed.name, `no more than it can hold but it says ${size} bytes out of ${packed.size}`);
  }
  let bytes: Uint8Array;
  try {
    bytes = inflateRawSync(packed.bytes(0, packed.size), { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    throw badFile(packed.name, `deflated data but ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (bytes.length !== size) throw badFile(packed.name, `${size} bytes but it unpacks to ${bytes.length}`);
  return bytes;
}

/** yauzl asks for bytes through callbacks; ours are at hand. */
class Reader extends yauzl.RandomAccessReader {
  constructor(readonly source: ByteSource) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    try {
      buffer.set(this.source.bytes(position, length), offset);
    } catch (error) {
      setImmediate(callback, error as Error);
      return;
    }
    setImmediate(callback, null);
  }
}

async function* entriesOf(source: ByteSource): AsyncGenerator<Entry> {
  const file = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true };
    yauzl.fromRandomAccessReader(new Reader(source), source.size, options, (error, opened) => {
      if (error) reject(badZip(source, error));
      else resolve(opened);
    });
  });
  for (let i = 0; i < file.entryCount; i++) {
    yield await new Promise<Entry>((resolve, reject) => {
      file.removeAllListeners();
      file.once('entry', resolve);
      file.once('end', () =>
        reject(badFile(source.name, `${file.entryCount} members but its directory ends before`)),
      );
      file.once('error', (error: Error) => reject(badZip(source, error)));
      file.readEntry();
    });
  }
}

const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER = 0x04034b50;

/** The local header repeats what the directory says, and its length is known only there. */
function dataStart(source: ByteSource, { fileName, relativeOffsetOfLocalHeader: at }: Entry): number {
  const header = source.bytes(at, LOCAL_HEADER_BYTES);
  const view = new DataView(header.buffer, header.byteOffset);
  if (view.getUint32(0, true) !== LOCAL_HEADER)
    throw badFile(source.name, `'${fileName}' at byte ${at} but it is not there`);
  return at + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

function badZip(source: ByteSource, error: Error): Error {
  return badFile(source.name, `a zip but ${error.message}`);
}
