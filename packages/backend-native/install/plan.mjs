import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { flagsOfSet } from './target.mjs';

/**
 * @typedef {object} ObjectFile
 * @property {string} source
 * @property {string} path its name has the hash of all that it is made of
 * @property {readonly string[]} flags
 */

/**
 * @typedef {object} Plan
 * @property {readonly ObjectFile[]} objects
 * @property {string} hash of all that what is linked from them is made of
 */

/**
 * Which objects there are to compile: one of each source, and of a kernel one for each instruction set.
 *
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {object} options
 * @param {string} options.native the folder of the sources
 * @param {(name: string) => boolean} options.includes whether a source, such as `node/addon.cc`, takes part
 * @param {import('./target.mjs').Target} options.target
 * @param {string} options.folder where objects go
 * @returns {Promise<Plan>}
 */
export async function planBuild(compiler, { native, includes, target, folder }) {
  const headers = createRequire(import.meta.url)('node-api-headers').include_dir;
  const files = await sourcesIn(native);
  const common = hash([
    ...[compiler.command, ...compiler.args, compiler.version],
    ...files.filter(({ name }) => name.endsWith('.h')).map(({ text }) => text),
  ]);
  const objects = files
    .filter(({ name }) => name.endsWith('.cc') && includes(name))
    .flatMap(({ name, text }) =>
      variantsOf(name, target).map((variant) => {
        const flags = [...target.flags, ...variant.flags, `-I${headers}`];
        const key = hash([common, ...flags, text]).slice(0, 16);
        const parts = [...name.replace(/\.cc$/, '').split('/'), ...variant.suffix, key, 'o'];
        return { source: join(native, name), path: join(folder, parts.join('.')), flags };
      }),
    );
  return { objects, hash: hash([...target.linkFlags, ...objects.map(({ path }) => basename(path))]) };
}

/**
 * @param {string} name
 * @param {import('./target.mjs').Target} target
 */
function variantsOf(name, { sets }) {
  if (dirname(name) !== 'kernels') return [{ suffix: [], flags: [] }];
  return sets.map((set) => ({ suffix: [set], flags: [`-DRESNEXT_ISA=${set}`, ...flagsOfSet[set]] }));
}

/** @param {string} folder */
async function sourcesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && /\.(cc|h)$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

/** @param {readonly string[]} parts */
function hash(parts) {
  const sha = createHash('sha256');
  for (const part of parts) sha.update(part).update('\0');
  return sha.digest('hex');
}
