import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ZooError } from '../errors.ts';
import { cacheFolder } from './cache.ts';
import { licences, type Checksum, type PublishedWeights } from './entry.ts';

export interface DownloadOptions {
  /** Where files are kept; see {@link cacheFolder}. */
  readonly folder?: string;
  /** A server that has the files by their names, in place of their publishers'. */
  readonly mirror?: string;
  readonly signal?: AbortSignal;
  /** Told what a person should know: a licence that forbids commercial use, a download that goes on. */
  readonly onNote?: (note: string) => void;
  /** Told how many bytes are there, and how many there will be where the server says. */
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
  /** Milliseconds without a byte after which a server is given up; a minute unless told. */
  readonly patience?: number;
}

/**
 * A published file of weights: from the cache, or downloaded into it. A download that was interrupted goes
 * on where it stopped, and a file whose checksum is wrong is never kept.
 *
 * @returns its path
 * @throws ZooError when it cannot be had, saying how to get it by hand.
 */
export async function fetchWeights(
  weights: PublishedWeights,
  options: DownloadOptions = {},
): Promise<string> {
  const { folder = cacheFolder(), mirror, onNote = () => {} } = options;
  const path = join(folder, 'downloads', weights.file);
  if (await exists(path)) {
    // Put there by hand, perhaps.
    await checkFile(path, weights, `remove ${path} and try again`);
    return path;
  }
  const url = mirror === undefined ? weights.url : `${mirror.replace(/\/$/, '')}/${weights.file}`;
  if (url === undefined) {
    throw new ZooError(
      'ZOO_CANNOT_DOWNLOAD',
      `expected a place to download ${weights.name} from but none is known: get ${weights.file} from ${weights.where} and put it at ${path}`,
    );
  }
  const { title, nonCommercial } = licences[weights.licence];
  if (nonCommercial) onNote(`the weights ${weights.name} are under ${title}: not for commercial use`);
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.part`;
  try {
    await download(url, partial, options);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ZooError(
      'ZOO_CANNOT_DOWNLOAD',
      `expected to download ${weights.name} but ${reasonOf(cause)}: fetch ${url} by hand and put it at ${path}`,
      { cause },
    );
  }
  try {
    await checkFile(partial, weights, 'it was thrown away; try again, or fetch it by hand');
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await rename(partial, path);
  return path;
}

const PATIENCE = 60_000;
const PARTIAL_CONTENT = 206;
const RANGE_NOT_SATISFIABLE = 416;

async function download(url: string, partial: string, options: DownloadOptions): Promise<void> {
  const { onNote = () => {}, onProgress = () => {}, patience = PATIENCE } = options;
  const begun = (await exists(partial)) ? (await stat(partial)).size : 0;
  const stalled = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stalled.signal]) : stalled.signal;
  let timer = setTimeout(() => {}, 0);
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => stalled.abort(new Error(`the server was silent for ${patience / 1000} s`)),
      patience,
    );
  };
  wait();
  try {
    const headers: Record<string, string> = begun > 0 ? { range: `bytes=${begun}-` } : {};
    const response = await fetch(url, { headers, signal });
    if (response.status === RANGE_NOT_SATISFIABLE) return; // Nothing is missing, or the checksum will tell.
    if (!response.ok || !response.body)
      throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    const goesOn = response.status === PARTIAL_CONTENT && startOf(response) === begun;
    if (response.status === PARTIAL_CONTENT && !goesOn)
      throw new Error('the server answered with another part than was asked for');
    if (goesOn) onNote(`going on with a download of which ${begun} bytes are there`);
    const length = Number(response.headers.get('content-length') ?? NaN);
    const total = Number.isFinite(length) ? length + (goesOn ? begun : 0) : undefined;
    const file = await open(partial, goesOn ? 'a' : 'w');
    let bytes = goesOn ? begun : 0;
    try {
      // A stream of the web can be iterated in Node, which the DOM's types do not know.
      for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
        wait();
        await file.writeFile(piece);
        bytes += piece.length;
        onProgress(bytes, total);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (total !== undefined && bytes !== total)
      throw new Error(`the connection ended after ${bytes} of ${total} bytes; what came is kept`);
  } catch (error) {
    throw stalled.signal.aborted ? (stalled.signal.reason as Error) : error;
  } finally {
    clearTimeout(timer);
  }
}

function startOf(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN);
}

async function checkFile(path: string, { name, checksum }: PublishedWeights, advice: string): Promise<void> {
  if (!checksum) return;
  const digits = await digitsOf(path, checksum.algorithm);
  if (digits.startsWith(checksum.digits)) return;
  throw new ZooError(
    'ZOO_CHECKSUM',
    `expected ${checksum.algorithm} ${checksum.digits} for ${name} but ${path} has ${digits.slice(0, Math.max(8, checksum.digits.length))}; ${advice}`,
  );
}

async function digitsOf(path: string, algorithm: Checksum['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** What lies beneath `fetch failed`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
