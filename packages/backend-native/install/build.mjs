// Builds the addon: `node install/build.mjs` when npm installs the package, so in JavaScript that the
// oldest Node runs as it is. An install must not fail for want of a compiler, since there are other
// backends: what is missing is written down where the package looks for it. With --strict it fails.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import process from 'node:process';
import { BuildError } from './buildError.mjs';
import { compile } from './compile.mjs';
import { findCompiler } from './compiler.mjs';
import { planBuild } from './plan.mjs';
import { built, folder, log, native, objects, stamp, unavailable } from './places.mjs';
import { run } from './run.mjs';
import { targetOf } from './target.mjs';

const strict = process.argv.includes('--strict');

try {
  const start = performance.now();
  const target = targetOf();
  const compiler = await findCompiler();
  const includes = (name) => !name.startsWith('test/');
  const plan = await planBuild(compiler, { native, includes, target, folder: objects });
  await rm(unavailable, { force: true });
  await rm(log, { force: true });
  if (await isUpToDate(plan)) {
    console.log(`${built} is up to date`);
  } else {
    await mkdir(folder, { recursive: true });
    await compile(compiler, plan.objects, objects);
    await link(compiler, target, plan);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`built ${built} for ${target.sets.join(', ')} with ${compiler.command} in ${seconds} s`);
  }
} catch (error) {
  const { reason, output } = error instanceof BuildError ? error : unexpected(error);
  await rm(built, { force: true });
  await rm(stamp, { force: true });
  await mkdir(folder, { recursive: true });
  if (output) await writeFile(log, output);
  await writeFile(unavailable, `${JSON.stringify({ reason }, null, 2)}\n`);
  console.error(`@resnext/backend-native: ${reason}`);
  if (strict) {
    if (output) console.error(output);
    process.exitCode = 1;
  }
}

/** @param {import('./plan.mjs').Plan} plan */
async function isUpToDate({ hash }) {
  return existsSync(built) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash;
}

/**
 * Under a temporary name first: what bears the right one is whole, and was loaded.
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {import('./target.mjs').Target} target
 * @param {import('./plan.mjs').Plan} plan
 */
async function link({ command, args }, target, { objects: compiled, hash }) {
  const temporary = built.replace(/\.node$/, `.${process.pid}.node`);
  try {
    const paths = compiled.map((object) => object.path);
    await run(command, [...args, ...target.linkFlags, '-o', temporary, ...paths, '-lpthread']);
    try {
      createRequire(import.meta.url)(temporary);
    } catch (error) {
      throw new BuildError(
        `the addon was built but does not load (the loader's message is in ${log}): use a compiler for ` +
          `this Node, ${process.platform} on ${process.arch}, and run npm rebuild @resnext/backend-native`,
        String(error),
      );
    }
    await rm(stamp, { force: true });
    await rename(temporary, built);
    await writeFile(stamp, hash);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** @param {unknown} error */
function unexpected(error) {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { reason: `the build of the addon failed (${message}): see ${log}`, output: stack ?? message };
}
