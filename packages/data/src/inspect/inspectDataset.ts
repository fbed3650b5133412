import type { Dataset, StreamDataset } from '../datasets/dataset.ts';
import type { EncodedSample, Item } from '../datasets/sample.ts';
import { DataError } from '../errors.ts';
import { decodeImage } from '../images/decodeImage.ts';
import { readBytes } from '../images/readBytes.ts';
import { sniffFormat } from '../images/sniffFormat.ts';
import { Distribution, type Summary } from './distribution.ts';

/** How {@link inspectDataset} works. */
export interface InspectOptions {
  /** Told of how many samples have been looked at. */
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}

/** An image that cannot be used, and why. */
export interface BadImage {
  readonly name: string;
  readonly reason: string;
}

/** What is in a dataset. */
export interface Inspection {
  readonly name: string;
  readonly samples: number;
  /** Of the files, packed as they are. */
  readonly bytes: number;
  readonly classNames: readonly string[];
  /** How many samples each class has, by label. */
  readonly perClass: readonly number[];
  /** How many images of each format there are, by what is in them; `raw` for those that are not packed. */
  readonly formats: Readonly<Record<string, number>>;
  /** Images whose names promise another format than they have; they are read by what they are. */
  readonly misnamed: number;
  /** In pixels, of the images that can be used. */
  readonly width: Summary;
  readonly height: Summary;
  /** Those that cannot be used, in their order. */
  readonly bad: readonly BadImage[];
}

/** Decoding is done by as many threads as there are; some more are read meanwhile. */
const AT_A_TIME = 8;

/**
 * Reads and decodes every image of a dataset, so that what is cut short is found, and says what is there.
 *
 * @throws {DataError} what the dataset throws for other reasons than a bad image; an `AbortError` when the signal says so
 */
export async function inspectDataset(
  dataset: Dataset | StreamDataset,
  { onProgress, signal }: InspectOptions = {},
): Promise<Inspection> {
  const perClass = dataset.classNames.map(() => 0);
  const formats: Record<string, number> = {};
  const [width, height] = [new Distribution(), new Distribution()];
  const bad: (BadImage & { readonly position: number })[] = [];
  let [samples, bytes, misnamed] = [0, 0, 0];

  async function inspect(item: Item, position: number): Promise<void> {
    perClass[item.label]!++;
    const found =
      'encoded' in item
        ? await look(item, dataset.channels)
        : { ...item, format: 'raw', bytes: item.pixels.length };
    if ('reason' in found) bad.push({ name: found.name, reason: found.reason, position });
    else {
      width.add(found.width);
      height.add(found.height);
    }
    bytes += found.bytes;
    if (found.format !== undefined) formats[found.format] = (formats[found.format] ?? 0) + 1;
    if ('isMisnamed' in found && found.isMisnamed) misnamed++;
    samples++;
    onProgress?.(samples);
  }

  const items = itemsOf(dataset);
  let position = 0;
  async function work(): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const at = position++;
      const next = await items.next();
      if (next.done) return;
      await inspect(next.value, at);
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
  } finally {
    await items.return(undefined);
  }
  return {
    name: dataset.name,
    samples,
    bytes,
    classNames: dataset.classNames,
    perClass,
    formats,
    misnamed,
    width: width.summary(),
    height: height.summary(),
    bad: bad.sort((a, b) => a.position - b.position).map(({ name, reason }) => ({ name, reason })),
  };
}

async function* itemsOf(dataset: Dataset | StreamDataset): AsyncGenerator<Item> {
  if ('stream' in dataset) {
    yield* dataset.stream({ epoch: 0, seed: 0, shuffle: false, rank: 0, world: 1, skip: 0 });
  } else for (let index = 0; index < dataset.length; index++) yield dataset.get(index);
}

interface Looked {
  readonly bytes: number;
  readonly format?: string;
  readonly isMisnamed: boolean;
}

async function look(
  { encoded, name }: EncodedSample,
  channels: 1 | 3,
): Promise<Looked & ({ width: number; height: number } | BadImage)> {
  let looked: Looked = { bytes: 0, isMisnamed: false };
  try {
    const bytes = encoded instanceof Uint8Array ? encoded : await readBytes(encoded);
    const format = sniffFormat(bytes);
    looked = { bytes: bytes.length, format, isMisnamed: format !== undefined && !isNamedAfter(name, format) };
    const { width, height } = await decodeImage(bytes, { channels, name });
    return { ...looked, width, height };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { ...looked, name, reason: error.message };
  }
}

const EXTENSIONS: Readonly<Record<string, RegExp>> = { jpeg: /\.jpe?g$/i, tiff: /\.tiff?$/i };

function isNamedAfter(name: string, format: string): boolean {
  return EXTENSIONS[format]?.test(name) ?? name.toLowerCase().endsWith(`.${format}`);
}
