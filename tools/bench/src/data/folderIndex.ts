import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageFolder } from '@resnext/data';

/*
 * How long a folder of the size of ImageNet takes to be listed, and to be opened again from its index, each in a process
 * of its own.
 * Usage: folderIndex.ts FOLDER, in which a folder `made` with 1,281,000 empty files in 1,000 classes is made if it is not there.
 */

const CLASSES = 1000;
const FILES = 1281;

interface Opened {
  readonly length: number;
  readonly classes: number;
  readonly milliseconds: number;
  /** Of the process, before and at most. */
  readonly megabytes: { readonly before: number; readonly peak: number };
}

const [folder = '.', cache] = process.argv.slice(2).map((path) => resolve(path));
if (cache === undefined) await measure(join(folder, 'made'));
else process.stdout.write(JSON.stringify(await openFolder(folder, cache)));

async function measure(tree: string): Promise<void> {
  if (!existsSync(tree)) await makeTree(tree);
  const cache = await mkdtemp(join(folder, 'cache-'));
  try {
    // What was made just now is not trusted to be settled for a few seconds.
    await new Promise((done) => setTimeout(done, 4000));
    for (const title of ['listed', 'opened again', 'opened again', 'opened again']) {
      const { length, classes, milliseconds, megabytes } = openInProcess(tree, cache);
      process.stdout.write(
        `${title.padEnd(12)}  ${length} files, ${classes} classes  ${milliseconds.toFixed(0).padStart(6)} ms  ` +
          `peak ${megabytes.peak.toFixed(0)} MB (${megabytes.before.toFixed(0)} MB before)\n`,
      );
    }
  } finally {
    await rm(cache, { recursive: true });
  }
}

function openInProcess(tree: string, cache: string): Opened {
  const script = fileURLToPath(import.meta.url);
  const output = execFileSync(process.execPath, [...process.execArgv, script, tree, cache], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Opened;
}

async function openFolder(tree: string, cache: string): Promise<Opened> {
  const before = process.memoryUsage.rss() / 1e6;
  const start = performance.now();
  const dataset = await imageFolder(tree, { cache });
  const milliseconds = performance.now() - start;
  const { length, classNames } = dataset;
  if (dataset.get(length - 1).label !== classNames.length - 1)
    throw new Error('the last file is not of the last class');
  const peak = process.resourceUsage().maxRSS / 1000;
  return { length, classes: classNames.length, milliseconds, megabytes: { before, peak } };
}

async function makeTree(tree: string): Promise<void> {
  for (let label = 0; label < CLASSES; label++) {
    const name = `n${String(1_440_764 + 13_634 * label).padStart(8, '0')}`;
    await mkdir(join(tree, name), { recursive: true });
    for (let file = 0; file < FILES; file++)
      await (await open(join(tree, name, `${name}_${file}.JPEG`), 'w')).close();
  }
}
