// Builds what only developers need of packages/backend-native/native, as its install builds the addon:
//   node tools/native/build.mjs FOLDER [--arch ARCH] [--addon] [-- FLAG...]
// FOLDER/kernels is the program that checks each kernel in C++; with --addon, FOLDER/resnext.node is an
// addon, for flags of a sanitizer. CXX names the compiler. What did not change is not compiled again.
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BuildError } from '../../packages/backend-native/install/buildError.mjs';
import { compile } from '../../packages/backend-native/install/compile.mjs';
import { findCompiler } from '../../packages/backend-native/install/compiler.mjs';
import { planBuild } from '../../packages/backend-native/install/plan.mjs';
import { run } from '../../packages/backend-native/install/run.mjs';
import { targetOf } from '../../packages/backend-native/install/target.mjs';

const native = fileURLToPath(new URL('../../packages/backend-native/native', import.meta.url));

const separator = process.argv.indexOf('--');
const own = process.argv.slice(2, separator < 0 ? undefined : separator);
const flags = separator < 0 ? [] : process.argv.slice(separator + 1);
const { positionals, values } = parseArgs({
  args: own,
  allowPositionals: true,
  options: { arch: { type: 'string', default: process.arch }, addon: { type: 'boolean' } },
});
const [folder] = positionals;
if (!folder) {
  console.error('usage: node tools/native/build.mjs FOLDER [--arch ARCH] [--addon] [-- FLAG...]');
  process.exit(2);
}

const sanitized = flags.some((flag) => flag.startsWith('-fsanitize'));
const replaced = sanitized ? 'memory/bufferPool.cc' : 'test/heapBuffers.cc';
const onlyOfAddon = /^node\//;
const onlyOfKernels = /^test\/(?!heapBuffers)/;

try {
  const platform = targetOf({ platform: process.platform, arch: values.arch });
  const target = { ...platform, flags: [...platform.flags, '-Wall', '-Wextra', ...flags] };
  const compiler = await findCompiler();
  const objects = join(folder, 'objects');
  const includes = (name) => name !== replaced && (values.addon || !onlyOfAddon.test(name));
  const plan = await planBuild(compiler, { native, includes, target, folder: objects });
  await compile(compiler, plan.objects, objects);

  /** Links all objects but those of some sources. */
  const link = (name, without, linkFlags) => {
    const paths = plan.objects
      .filter(({ source }) => !without.test(source.slice(native.length + 1)))
      .map(({ path }) => path);
    const args = [...linkFlags, ...flags, '-o', join(folder, name), ...paths, '-lpthread'];
    return run(compiler.command, [...compiler.args, ...args]);
  };
  await link('kernels', onlyOfAddon, []);
  if (values.addon) await link('resnext.node', onlyOfKernels, target.linkFlags);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.output ?? error.reason);
  process.exitCode = 1;
}
