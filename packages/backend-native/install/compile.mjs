import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { run } from './run.mjs';

/**
 * Compiles the objects that are not there yet, as many at a time as there are cores, and removes from
 * their folder what is not among them.
 *
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {readonly import('./plan.mjs').ObjectFile[]} objects
 * @param {string} folder
 */
export async function compile(compiler, objects, folder) {
  await mkdir(folder, { recursive: true });
  const kept = new Set(objects.map(({ path }) => basename(path)));
  for (const name of await readdir(folder)) {
    if (!kept.has(name)) await rm(join(folder, name), { force: true });
  }
  const waiting = objects.filter(({ path }) => !existsSync(path));
  const worker = async () => {
    for (let object; (object = waiting.shift());) await compileObject(compiler, object);
  };
  const workers = Array.from({ length: availableParallelism() }, worker);
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * Under a temporary name first, so that what bears the right one is whole.
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {import('./plan.mjs').ObjectFile} object
 */
async function compileObject({ command, args }, { source, path, flags }) {
  const temporary = join(dirname(path), `${process.pid}.${basename(path)}`);
  await run(command, [...args, ...flags, '-c', source, '-o', temporary]);
  await rename(temporary, path);
}
