import { fileURLToPath } from 'node:url';
import { imageOptionsOf, ZooError, type ImageOptions, type ModelRow } from '@resnext/zoo';
import { Piscina } from 'piscina';
import { ServerError } from '../errors.ts';
import type { DecodedFiles, DecodeFilesOptions, Decoder } from '../service/decoder.ts';
import { fromPlainError } from '../threads/plainError.ts';
import { threadProgram } from '../threadProgram.ts';
import type { DecodedFile, FileOutcome, FileTask } from './decodeFile.ts';
import { Slots } from './slots.ts';

export interface DecoderOptions {
  /** How many files are decoded at a time; 2 unless told. */
  readonly threads?: number;
  /** The most files that wait; 4096 unless told. They wait where they are, without a copy. */
  readonly mostWaiting?: number;
}

/** Starts the threads that decode; while they have nothing to do, they keep no process alive. */
export function startDecoder({ threads = 2, mostWaiting = 4096 }: DecoderOptions = {}): Decoder {
  const { url, execArgv } = threadProgram('decoder');
  const pool = new Piscina<FileTask, FileOutcome>({
    filename: fileURLToPath(url),
    execArgv,
    minThreads: threads,
    maxThreads: threads,
  });
  // Piscina would end the thread of a running task that is cancelled: tasks wait here, and run to their end.
  const slots = new Slots(threads, mostWaiting);
  const decoding = new Set<Promise<unknown>>();

  async function decodeAll(
    files: readonly Uint8Array[],
    { row, maxPixels, signal }: DecodeFilesOptions,
  ): Promise<DecodedFiles> {
    const options = optionsOf(row);
    const outcomes = await Promise.all(
      files.map((file, index) => {
        // A copy of the file alone: a message takes all of the memory that a view is part of.
        const task = () =>
          pool.run({ bytes: new Uint8Array(file), name: `file ${index + 1}`, options, maxPixels });
        return slots.run(() => task().catch(rethrowAsInternal), signal);
      }),
    );
    const decoded = outcomes.map(orThrow);
    const images = together(decoded, [files.length, options.crop, options.crop, options.channels]);
    return {
      images,
      frames: decoded.map(({ frame }) => frame),
      orientations: decoded.map(({ orientation }) => orientation),
    };
  }

  return {
    async decode(files, options) {
      const work = decodeAll(files, options);
      const settled = work.catch(() => {}).finally(() => decoding.delete(settled));
      decoding.add(settled);
      return work;
    },
    async close() {
      await Promise.all(decoding);
      await pool.destroy();
    },
  };
}

function optionsOf(row: ModelRow): ImageOptions {
  try {
    return imageOptionsOf(row);
  } catch (error) {
    if (error instanceof ZooError)
      throw new ServerError('SERVER_BAD_REQUEST', error.message, { cause: error });
    throw error;
  }
}

/** What the thread itself could not answer. */
function rethrowAsInternal(cause: Error): never {
  throw new ServerError(
    'SERVER_INTERNAL',
    `expected a thread that decodes but received one that failed (${cause.message}): ask again`,
    { cause },
  );
}

function orThrow(outcome: FileOutcome): DecodedFile {
  if ('error' in outcome) throw fromPlainError(outcome.error);
  return outcome;
}

function together(
  decoded: readonly DecodedFile[],
  shape: DecodedFiles['images']['shape'],
): DecodedFiles['images'] {
  const [first] = decoded;
  if (decoded.length === 1) return { kind: 'pixels', shape, values: first!.pixels };
  const values = new Uint8Array(shape.reduce((product, size) => product * size));
  decoded.forEach(({ pixels }, index) => values.set(pixels, index * pixels.length));
  return { kind: 'pixels', shape, values };
}
