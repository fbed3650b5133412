import { checkInteger, invalidOption } from '../../check.ts';
import { DataError } from '../../errors.ts';
import { isUrl } from '../../http/openUrl.ts';
import type { ReadUrlOptions } from '../../http/readUrl.ts';
import { Random } from '../../random/random.ts';
import { shuffledIndices } from '../../random/shuffle.ts';
import type { StreamDataset, StreamItem, StreamOptions } from '../dataset.ts';
import { countSamples } from './countSamples.ts';
import { expandUrls } from './expandUrls.ts';
import { readShard, type ReadShardOptions } from './readShard.ts';
import { shuffleBuffer } from './shuffleBuffer.ts';

/** How {@link webDataset} reads shards. */
export interface WebDatasetOptions {
  /** The names of the classes, or how many there are. */
  classes: number | readonly string[];
  /**
   * How many samples there are, or how many in each shard. Default: files are counted, which takes reading what stands
   * around their images; what lies on a server is not.
   */
  length?: number | readonly number[];
  /** The extension of the files that have labels. Default `cls`. */
  labelExtension?: string;
  /** How many samples wait to be drawn when an epoch is shuffled. Default 1000; of a server's, their bytes wait. */
  shuffleBuffer?: number;
  /** A folder for what was counted. */
  cache?: string;
  /** What people call the dataset. Default `webdataset`. */
  name?: string;
  /** 3 for red, green, blue; 1 for grey. Default 3. */
  channels?: 1 | 3;
  /** How servers are asked. */
  network?: Omit<ReadUrlOptions, 'start'>;
}

/** What the random choices of an epoch are for. */
const SHARDS = -1;
const BUFFER = -2;
/** Indices are kept in 32 bits. */
const INDICES = 2 ** 31;

/**
 * Shards in WebDataset's format: tar archives in which an image and its label (`.cls`, a number) follow each other. They
 * are read as a stream and never unpacked, from files or from servers; a connection that breaks is taken up again.
 *
 * An epoch is shuffled by the order of the shards and a buffer. Of several ranks each reads a part of its own, with no more
 * than one sample difference: a stretch of the epoch if it is known how many samples each shard has, and otherwise every
 * `world`-th sample, for which all of them read everything.
 *
 * @param urls paths and addresses, with braces and patterns: `data/train-{0000..0146}.tar`
 * @throws {DataError} `DATA_INVALID_OPTION`, `DATA_NO_SAMPLES`, `DATA_CANNOT_READ`, `DATA_BAD_ARCHIVE`, `DATA_BAD_LABEL`, or
 * `DATA_CANNOT_WRITE` for the cache
 */
export async function webDataset(
  urls: string | readonly string[],
  options: WebDatasetOptions,
): Promise<StreamDataset> {
  const { labelExtension = 'cls', shuffleBuffer: buffer = 1000, name = 'webdataset', channels = 3 } = options;
  checkInteger('shuffleBuffer', buffer, { min: 0 });
  const classNames = namesOf(options.classes);
  const shards = await expandUrls(urls);
  const reading = { labelExtension, classes: classNames.length, network: options.network };
  const { total, perShard } = await lengthsOf(shards, reading, options);
  const starts = perShard && startsOf(perShard);
  const stride = Math.floor(INDICES / shards.length);

  /** All samples of the shards in an order, without those that come before `from`. */
  async function* readInOrder(order: Iterable<number>, from: number): AsyncGenerator<StreamItem> {
    let passed = 0;
    for (const shard of order) {
      const count = perShard?.[shard];
      if (count !== undefined && passed + count <= from) {
        passed += count;
        continue;
      }
      let position = 0;
      for await (const sample of readShard(shards[shard]!, reading)) {
        const index = starts === undefined ? shard * stride + position : starts[shard]! + position;
        position++;
        if (position > (count ?? stride)) break;
        if (passed++ >= from) yield { ...sample, index };
      }
      if (count !== undefined && position !== count) throw changed(shards[shard]!, count);
    }
  }

  async function* share({ epoch, seed, shuffle, rank, world }: StreamOptions): AsyncGenerator<StreamItem> {
    const order = shuffle
      ? shuffledIndices(shards.length, Random.from(seed, epoch, SHARDS))
      : Array.from(shards, (_, shard) => shard);
    if (perShard === undefined) {
      let ordinal = 0;
      for await (const item of readInOrder(order, 0)) if (ordinal++ % world === rank) yield item;
      return;
    }
    // The first ranks have the samples that are left over, as where each takes every `world`-th one.
    const [each, over] = [Math.floor(total! / world), total! % world];
    const from = rank * each + Math.min(rank, over);
    let left = each + (rank < over ? 1 : 0);
    if (left === 0) return;
    for await (const item of readInOrder(order, from)) {
      yield item;
      if (--left === 0) return;
    }
  }

  return {
    name,
    length: total,
    classNames,
    channels,
    async *stream(options) {
      const { epoch, seed, shuffle, rank, skip } = options;
      const items = share(options);
      const drawn = shuffle ? shuffleBuffer(items, buffer, Random.from(seed, epoch, BUFFER, rank)) : items;
      let toSkip = skip;
      for await (const item of drawn) if (toSkip-- <= 0) yield item;
    },
  };
}

function namesOf(classes: number | readonly string[]): readonly string[] {
  if (typeof classes !== 'number') return classes;
  return Array.from({ length: checkInteger('classes', classes, { min: 1 }) }, (_, label) => String(label));
}

async function lengthsOf(
  shards: readonly string[],
  reading: ReadShardOptions,
  { length, cache }: WebDatasetOptions,
): Promise<{ total?: number; perShard?: readonly number[] }> {
  if (typeof length === 'number') return { total: checkInteger('length', length, { min: 1 }) };
  if (length !== undefined && length.length !== shards.length) {
    throw invalidOption('length', `a number for each of the ${shards.length} shards`, length.length);
  }
  if (length === undefined && shards.some(isUrl)) return {};
  const perShard = length ?? (await countSamples(shards, reading, cache));
  const total = perShard.reduce((sum, count) => sum + checkInteger('length', count, { min: 0 }), 0);
  if (total > 0) return { total, perShard };
  throw new DataError(
    'DATA_NO_SAMPLES',
    `expected samples in ${shards[0]} and the others but received none: check them`,
  );
}

function startsOf(perShard: readonly number[]): number[] {
  let start = 0;
  return perShard.map((count) => (start += count) - count);
}

function changed(shard: string, count: number): DataError {
  return new DataError(
    'DATA_BAD_ARCHIVE',
    `expected ${count} samples in ${shard} but received another number: has the shard changed since it was counted?`,
  );
}
