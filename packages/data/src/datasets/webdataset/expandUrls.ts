import { expand } from 'brace-expansion';
import { glob, isDynamicPattern } from 'tinyglobby';
import { invalidOption } from '../../check.ts';
import { DataError } from '../../errors.ts';
import { isFile } from '../../files/exists.ts';
import { isUrl } from '../../http/openUrl.ts';
import { sortNames } from '../folder/sortNames.ts';

/** More shards than any dataset has. */
const MOST_SHARDS = 100_000;
/** The expansion ends without a word where a limit is reached; this one is out of its way. */
const LONGEST_EXPANSION = 2 ** 30;

/**
 * The shards that urls stand for: `{000..146}` and `{train,val}` stand for each in turn, `*`, `?` and `[0-9]` for the files
 * there are, in the order of their names. `::` parts one url from the next, as in WebDataset.
 *
 * @throws {DataError} `DATA_INVALID_OPTION` for urls of another kind than http, https and paths; `DATA_NO_SAMPLES` for
 * patterns that no file matches
 */
export async function expandUrls(urls: string | readonly string[]): Promise<string[]> {
  const patterns = [urls].flat().flatMap((url) => url.split('::'));
  const expanded = patterns.flatMap((pattern) =>
    expand(pattern, { max: MOST_SHARDS + 1, maxLength: LONGEST_EXPANSION }),
  );
  if (expanded.length > MOST_SHARDS) {
    throw invalidOption('the urls of shards', `at most ${MOST_SHARDS} paths and addresses`, urls);
  }
  const shards = [];
  for (const pattern of expanded) shards.push(...(await matches(pattern)));
  if (shards.length > 0) return shards;
  throw invalidOption('the urls of shards', 'at least one path or address', urls);
}

async function matches(pattern: string): Promise<string[]> {
  if (isUrl(pattern)) return [pattern];
  if (/^[a-z][a-z0-9+.-]+:/i.test(pattern)) {
    throw invalidOption('a shard', 'a path or an address with http:// or https://', pattern);
  }
  if (!isDynamicPattern(pattern) || (await isFile(pattern))) return pattern === '' ? [] : [pattern];
  const files = await glob(pattern, { absolute: pattern.startsWith('/'), expandDirectories: false });
  if (files.length > 0) return sortNames(files);
  throw new DataError(
    'DATA_NO_SAMPLES',
    `expected files that match ${pattern} but received none: check the path`,
  );
}
