import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mapConcurrently } from '../../files/mapConcurrently.ts';
import { replaceFile } from '../../files/replaceFile.ts';
import { cannotRead } from '../../images/cannotRead.ts';
import { readShard, type ReadShardOptions } from './readShard.ts';

/** How many samples a shard has, and what tells that it is still the same file. */
interface Counted {
  readonly shard: string;
  readonly size: number;
  readonly modified: number;
  readonly samples: number;
}

const AT_A_TIME = 8;

/**
 * How many samples each of some files has, which takes reading all that stands around their images; with a folder for a
 * cache only once.
 *
 * @throws {DataError} what {@link readShard} throws, or `DATA_CANNOT_WRITE` for the cache
 */
export async function countSamples(
  shards: readonly string[],
  options: ReadShardOptions,
  cache?: string,
): Promise<number[]> {
  const file = cache === undefined ? undefined : join(cache, `shards-${keyOf(shards, options)}.json`);
  const known = new Map(
    (file === undefined ? [] : await readCounts(file)).map((entry) => [entry.shard, entry]),
  );
  const counts = await mapConcurrently(shards, AT_A_TIME, async (shard): Promise<Counted> => {
    const { size, mtimeMs: modified } = await stat(shard).catch((cause: unknown) => {
      throw cannotRead('a tar archive', shard, cause);
    });
    const entry = known.get(shard);
    if (entry?.size === size && entry.modified === modified) return entry;
    let samples = 0;
    for await (const _ of readShard(shard, options)) samples++;
    return { shard, size, modified, samples };
  });
  if (file !== undefined && counts.some((entry) => entry !== known.get(entry.shard))) {
    await mkdir(cache!, { recursive: true }).catch(() => undefined);
    await replaceFile(file, [Buffer.from(JSON.stringify(counts))]);
  }
  return counts.map(({ samples }) => samples);
}

function keyOf(shards: readonly string[], { labelExtension, classes }: ReadShardOptions): string {
  const hash = createHash('sha256').update(JSON.stringify([shards, labelExtension, classes]));
  return hash.digest('hex').slice(0, 16);
}

/** What was counted before; nothing if that cannot be read, since it can be counted again. */
async function readCounts(file: string): Promise<Counted[]> {
  try {
    const counts = JSON.parse(await readFile(file, 'utf8')) as unknown;
    return Array.isArray(counts) ? counts.filter(isCounted) : [];
  } catch {
    return [];
  }
}

function isCounted(entry: unknown): entry is Counted {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'shard' in entry &&
    'samples' in entry &&
    Number.isSafeInteger(entry.samples)
  );
}
