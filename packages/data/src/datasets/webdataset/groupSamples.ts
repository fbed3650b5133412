import type { TarEntry } from '../../archives/readTar.ts';
import { DataError } from '../../errors.ts';
import { isImageName } from '../../images/listImages.ts';
import type { EncodedSample } from '../sample.ts';

/** How {@link groupSamples} reads. */
export interface GroupOptions {
  /** What errors call the shard. */
  shard: string;
  /** The extension of the files that have labels, without its dot. */
  labelExtension: string;
  classes: number;
  /** Reads the content of an image, or says where it is. */
  encode: (entry: TarEntry) => EncodedSample['encoded'] | Promise<EncodedSample['encoded']>;
}

/** A sample of which not everything may have come. */
interface Gathered {
  readonly key: string;
  image?: Pick<EncodedSample, 'encoded' | 'name'>;
  label?: number;
}

/** Numbers are short; what is longer is something else. */
const LONGEST_LABEL = 64;

/**
 * Puts the files of a shard together into samples: those that follow each other and share their path up to the first dot
 * of the name (WebDataset's rule). What is neither image nor label is passed over.
 *
 * @throws {DataError} `DATA_BAD_ARCHIVE` for a sample that lacks one of them or has two images, `DATA_BAD_LABEL`, or what
 * reading throws
 */
export async function* groupSamples(
  entries: AsyncIterable<TarEntry>,
  options: GroupOptions,
): AsyncGenerator<EncodedSample> {
  const { shard, labelExtension, encode } = options;
  let gathered: Gathered | undefined;
  for await (const entry of entries) {
    const { key, extension } = splitPath(entry.path);
    if (gathered !== undefined && key !== gathered.key) {
      yield* complete(gathered, options);
      gathered = undefined;
    }
    gathered ??= { key };
    if (extension === labelExtension) gathered.label = await readLabel(entry, options);
    else if (isImageName(`image.${extension}`) && !extension.includes('.')) {
      if (gathered.image !== undefined) throw incomplete(key, shard, 'two images');
      gathered.image = { encoded: await encode(entry), name: `${shard}/${entry.path}` };
    }
  }
  if (gathered !== undefined) yield* complete(gathered, options);
}

function splitPath(path: string): { key: string; extension: string } {
  const [, key = path, extension = ''] = /^((?:.*\/)?[^./]+)\.([^/]*)$/s.exec(path) ?? [];
  return { key, extension: extension.toLowerCase() };
}

function complete({ key, image, label }: Gathered, { shard, labelExtension }: GroupOptions): EncodedSample[] {
  if (image === undefined && label === undefined) return [];
  if (image === undefined) throw incomplete(key, shard, 'no image');
  if (label === undefined) throw incomplete(key, shard, `no label (.${labelExtension})`);
  return [{ ...image, label }];
}

function incomplete(key: string, shard: string, received: string): DataError {
  return new DataError(
    'DATA_BAD_ARCHIVE',
    `expected an image and its label side by side for ${key} in ${shard} but received ${received}: ` +
      'make the shard again, or name the extension of the labels',
  );
}

async function readLabel(entry: TarEntry, { shard, classes }: GroupOptions): Promise<number> {
  const text = entry.size <= LONGEST_LABEL ? (await entry.read()).toString('latin1').trim() : undefined;
  const label = text !== undefined && /^\d+$/.test(text) ? Number(text) : NaN;
  if (label < classes) return label;
  throw new DataError(
    'DATA_BAD_LABEL',
    `expected a number from 0 to ${classes - 1} for ${shard}/${entry.path} but received ` +
      `${text === undefined ? `${entry.size} bytes` : `'${text.replace(/\p{Cc}/gu, '?')}'`}: check the number of classes`,
  );
}
